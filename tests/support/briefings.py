"""Example facts of a briefing: a survey with every kind of item, and small variations of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from analysis.briefing.facts import (
    BriefingFacts,
    ChoiceFacts,
    CommentFacts,
    FieldworkFacts,
    GroupFacts,
    IndicatorFacts,
    ItemFacts,
    MarginFacts,
    MarginRow,
    Measure,
    MethodFacts,
    ReleaseFacts,
    RowFacts,
    SampleType,
    TestFacts,
    TrendFacts,
    UnitFacts,
    WeightFacts,
)
from analysis.charts.cell import Cell, read_cell

SATISFACTION = (
    ChoiceFacts("1", "Rất không hài lòng"),
    ChoiceFacts("2", "Không hài lòng"),
    ChoiceFacts("3", "Bình thường"),
    ChoiceFacts("4", "Hài lòng"),
    ChoiceFacts("5", "Rất hài lòng"),
    ChoiceFacts("0", "Không biết, không trả lời", missing=True),
)
SEXES = (ChoiceFacts("nam", "Nam"), ChoiceFacts("nu", "Nữ"))
PEOPLES = (
    ChoiceFacts("thai", "Thái"),
    ChoiceFacts("mong", "Mông"),
    ChoiceFacts("kinh", "Kinh"),
    ChoiceFacts("dao", "Dao"),
    ChoiceFacts("la_hu", "La Hủ"),
    ChoiceFacts("khac", "Dân tộc khác"),
)


def make_cell(
    share: float | None, *, variable: str, category: str | None = None, n: int = 753, **more: object
) -> Cell:
    """A cell as the analysis answers it: Wald interval on an effective n of 0,81 n."""
    n_effective = 0.81 * n
    half = 1.96 * (share * (1 - share) / n_effective) ** 0.5 if share is not None and n else 0.0
    document: dict[str, object] = {
        "variable": variable,
        "category": category,
        "estimate": share,
        "low": None if share is None else max(0.0, share - half),
        "high": None if share is None else min(1.0, share + half),
        "n": n,
        "n_effective": n_effective,
        "count": None if share is None else round(share * n),
        "flags": ["too_few"] if n < 30 else ["few"] if n < 100 else [],
        **more,
    }
    return read_cell(document)


def hidden_cell(variable: str, category: str | None = None, **more: object) -> Cell:
    """A suppressed cell: no number at all."""
    return read_cell(
        {"variable": variable, "category": category, "estimate": None, "suppressed": True, **more}
    )


def make_cells(variable: str, shares: Sequence[float], n: int = 753, **more: object) -> list[Cell]:
    """A cell for each of the codes 1, 2, 3 … of one variable."""
    return [
        make_cell(share, variable=variable, category=str(index + 1), n=n, **more)
        for index, share in enumerate(shares)
    ]


BINH_THUAN_COUNTS = (106, 259, 206, 174, 8)


def binh_thuan_item() -> ItemFacts:
    """The economy question of Bình Thuận 6/2011: unweighted, `khó trả lời` inside the base."""
    texts = ("Chuyển biến tốt hơn nhiều", "Chuyển biến tốt hơn", "Như trước", "Kém hơn",
             "Khó trả lời")  # fmt: skip
    cells = [
        replace(cell, count=count)
        for cell, count in zip(
            make_cells("kt", [count / 753 for count in BINH_THUAN_COUNTS]),
            BINH_THUAN_COUNTS,
            strict=True,
        )
    ]
    return ItemFacts(
        id="kt",
        text="Ông, bà đánh giá tình hình kinh tế của địa phương 6 tháng đầu năm thế nào?",
        type="single",
        choices=tuple(ChoiceFacts(str(i + 1), text) for i, text in enumerate(texts)),
        cells=tuple(cells),
    )


def _sex_group(variable: str) -> GroupFacts:
    men, women = {"by": {"group.gioi": "nam"}}, {"by": {"group.gioi": "nu"}}
    return GroupFacts(
        column="group.gioi",
        label="Giới tính",
        levels=SEXES,
        cells=(
            *make_cells(variable, [0.05, 0.1, 0.2, 0.42, 0.23], 371, **men),
            *make_cells(variable, [0.06, 0.13, 0.28, 0.38, 0.15], 374, **women),
        ),
        tests=(TestFacts(variable, "rao_scott_f", 0.0041),),
    )


def _people_group(variable: str) -> GroupFacts:
    shares = {
        "thai": (240, [0.04, 0.1, 0.22, 0.44, 0.2]),
        "mong": (170, [0.08, 0.16, 0.26, 0.34, 0.16]),
        "kinh": (180, [0.05, 0.1, 0.22, 0.42, 0.21]),
        "dao": (84, [0.06, 0.12, 0.24, 0.4, 0.18]),
        "la_hu": (27, [0.19, 0.19, 0.2, 0.21, 0.21]),
    }
    cells: list[Cell] = []
    for code, (n, parts) in shares.items():
        cells.extend(make_cells(variable, parts, n, by={"group.dan_toc": code}))
    by = {"group.dan_toc": "khac"}
    cells.extend(hidden_cell(variable, str(code), by=by) for code in range(1, 6))
    return GroupFacts(
        column="group.dan_toc",
        label="Dân tộc",
        levels=PEOPLES,
        cells=tuple(cells),
        tests=(TestFacts(variable, "rao_scott_f", 0.21),),
    )


def scale_item() -> ItemFacts:
    """Overall satisfaction, by group and by week."""
    weeks = {"2026-11-02": 0.55, "2026-11-09": 0.58, "2026-11-16": 0.61}
    trend = [
        cell
        for week, top in weeks.items()
        for cell in make_cells(
            "q11", [0.06, 0.12, 0.82 - top, top - 0.18, 0.18], 251, by={"date": week}
        )
    ]
    return ItemFacts(
        id="q11",
        text="Nói chung, ông, bà hài lòng ở mức nào với kết quả xây dựng nông thôn mới ở xã mình?",
        type="scale",
        choices=SATISFACTION,
        cells=tuple(make_cells("q11", [0.0566, 0.1177, 0.2434, 0.3989, 0.1834], 741)),
        not_given=12,
        top_box=("4", "5"),
        groups=(_sex_group("q11"), _people_group("q11")),
        trend=TrendFacts("date", "week", tuple(trend)),
    )


GRID_ROWS = (
    RowFacts("q4.huong_dan", "Cán bộ hướng dẫn dễ hiểu"),
    RowFacts("q4.thai_do", "Thái độ của cán bộ khi nhận hồ sơ và khi trả kết quả"),
    RowFacts("q4.dung_hen", "Trả kết quả đúng hẹn"),
    RowFacts("q4.noi_cho", "Nơi ngồi chờ"),
)


def grid_item() -> ItemFacts:
    """Satisfaction with four things of those who had paperwork, with a group."""
    shares = (
        [0.03, 0.07, 0.2, 0.45, 0.25],
        [0.03, 0.03, 0.14, 0.48, 0.32],
        [0.08, 0.14, 0.22, 0.38, 0.18],
        [0.12, 0.2, 0.28, 0.3, 0.1],
    )
    cells, by_sex = [], []
    for row, parts in zip(GRID_ROWS, shares, strict=True):
        cells.extend(make_cells(row.variable, parts, 402))
        for code, n in (("nam", 190), ("nu", 205)):
            by_sex.extend(make_cells(row.variable, parts, n, by={"group.gioi": code}))
    return ItemFacts(
        id="q4",
        text="Ông, bà hài lòng ở mức nào với từng điều sau đây?",
        type="grid",
        choices=SATISFACTION,
        rows=GRID_ROWS,
        cells=tuple(cells),
        top_box=("4", "5"),
        asked_of="người có đi làm giấy tờ trong 12 tháng qua",
        groups=(GroupFacts("group.gioi", "Giới tính", SEXES, tuple(by_sex)),),
    )


def multiple_item() -> ItemFacts:
    """Difficulties online, several answers a person, one choice hidden."""
    choices = {
        "song": ("Sóng yếu hoặc mất mạng", 0.451),
        "dang_nhap": ("Khó đăng nhập, quên mật khẩu", 0.388),
        "chu": ("Chữ nhiều, khó hiểu", 0.276),
        "chup": ("Khó chụp, tải giấy tờ lên", 0.214),
        "khong": ("Không gặp khó khăn", 0.162),
    }
    cells = [make_cell(share, variable=f"q6.{code}", n=214) for code, (_, share) in choices.items()]
    return ItemFacts(
        id="q6",
        text="Khi nộp trên mạng, ông, bà gặp khó khăn nào? (chọn nhiều nhất 3)",
        type="multiple",
        choices=(
            *(ChoiceFacts(code, text) for code, (text, _) in choices.items()),
            ChoiceFacts("khac", "Khó khăn khác"),
        ),
        cells=(*cells, hidden_cell("q6.khac")),
        asked_of="người nộp hồ sơ trên mạng",
    )


def number_item() -> ItemFacts:
    """How many trips: a mean."""
    cell = read_cell(
        {"variable": "q3", "estimate": 1.834, "low": 1.71, "high": 1.958, "n": 402,
         "n_effective": 331.5, "flags": []}
    )  # fmt: skip
    text = "Ông, bà phải đi lại mấy lần để xong việc đó?"
    return ItemFacts(id="q3", text=text, type="integer", cells=(cell,))


def text_item() -> ItemFacts:
    """An open question: wording only, no numbers."""
    return ItemFacts(
        id="q15", text="Ông, bà còn muốn nói điều gì với xã, với tỉnh?", type="text", cells=(),
        hint="Có thể bỏ trống.",
    )  # fmt: skip


def margins() -> tuple[MarginFacts, ...]:
    """Sex with a census target, ethnicity with a missing class."""
    sex = MarginFacts(
        label="Giới tính",
        rows=(
            MarginRow("nam", "Nam", 371, 0.498, 0.5065, 0.5065),
            MarginRow("nu", "Nữ", 374, 0.502, 0.4935, 0.4935),
        ),
        universe="dân số Lai Châu, mọi lứa tuổi",
        year=2019,
        source="Tổng điều tra dân số và nhà ở",
        missing_share=0.0106,
    )
    people = MarginFacts(
        label="Dân tộc",
        rows=(
            MarginRow("thai", "Thái", 240, 0.341, 0.3233, 0.3233),
            MarginRow("mong", "Mông", 170, 0.241, 0.2249, 0.2249),
            MarginRow("kinh", "Kinh", 180, 0.256, 0.1528, 0.1528),
            MarginRow("dao", "Dao", 84, 0.119, 0.1316, 0.1316),
            MarginRow("la_hu", "La Hủ", 27, 0.031, 0.0259, 0.0259),
            MarginRow("khac", "Dân tộc khác", None, None, 0.1415, None, suppressed=True),
        ),
        universe="dân số Lai Châu, mọi lứa tuổi",
        year=2009,
        source="Tổng điều tra dân số và nhà ở",
    )
    return sex, people


def make_facts() -> BriefingFacts:
    """A weighted open survey with every kind of item."""
    return BriefingFacts(
        title=(
            "Khảo sát ý kiến người dân về phục vụ hành chính và xây dựng nông thôn mới năm 2026"
        ),
        conductor="Ban Tuyên giáo và Dân vận Tỉnh ủy Lai Châu",
        agency_parent="Tỉnh ủy Lai Châu",
        place="Lai Châu",
        demonstration=True,
        fieldwork=FieldworkFacts(
            valid=753,
            issued=800,
            returned=760,
            started=date(2026, 11, 3),
            ended=date(2026, 11, 20),
            modes=(("qr", 612), ("interviewer", 141)),
            languages=("vi", "en"),
            units=(
                UnitFacts("Phường Tân Phong", 300, 290, 288),
                UnitFacts("Xã Phong Thổ", 250, 240, 237),
                UnitFacts("Xã Sìn Hồ", 250, 230, 228),
            ),
        ),
        release=ReleaseFacts(as_of=date(2026, 11, 21), step=10, accepted=758),
        method=MethodFacts(
            sample_type=SampleType.OPEN,
            minimum_base=5,
            population="Người dân từ đủ 16 tuổi trở lên sống ở 3 xã, phường",
            purpose="Nắm ý kiến người dân để phục vụ cuộc họp giao ban dư luận xã hội tháng 11",
        ),
        items=(
            number_item(),
            grid_item(),
            multiple_item(),
            scale_item(),
            binh_thuan_item(),
            text_item(),
        ),
        margins=margins(),
        weights=WeightFacts(
            method="rake",
            groups=("giới tính", "dân tộc"),
            n=753,
            n_effective=612.3,
            kish_deff=1.23,
            smallest=0.52,
            largest=2.31,
            trim=(0.3, 3.0),
        ),
        indicators=(
            IndicatorFacts(
                id="hl",
                text="Tỷ lệ hài lòng chung về nông thôn mới",
                item_id="q11",
                threshold=0.6,
            ),
            IndicatorFacts(
                id="dvc",
                text="Tỷ lệ hài lòng trung bình về phục vụ hành chính",
                item_id="q4",
                threshold=0.8,
                measure=Measure.MEAN_TOP_BOX,
            ),
            IndicatorFacts(
                id="kt", text="Tỷ lệ đánh giá kinh tế tốt hơn", item_id="kt", threshold=0.4,
                cell=make_cell(0.4847, variable="kt"),
            ),
        ),
    )  # fmt: skip


def with_comments(facts: BriefingFacts) -> BriefingFacts:
    """The same with two reviewed comments."""
    comments = (
        CommentFacts("Đường vào bản cần làm xong trước mùa mưa.", text_item().text),
        CommentFacts("Cán bộ hướng dẫn nhiệt tình.", text_item().text),
    )
    return replace(facts, comments=comments)


def with_valid(facts: BriefingFacts, valid: int) -> BriefingFacts:
    """The same survey with only so many valid sheets and all cells hidden."""
    items = tuple(
        replace(item, cells=tuple(hidden_cell(c.variable, c.category) for c in item.cells),
                groups=(), trend=None)
        for item in facts.items
    )  # fmt: skip
    fieldwork = replace(
        facts.fieldwork, valid=valid, issued=None, returned=valid, units=(), modes=()
    )
    release = replace(facts.release, accepted=valid)
    return replace(
        facts, items=items, fieldwork=fieldwork, release=release, margins=(), weights=None,
        indicators=(),
    )  # fmt: skip
