"""Small charts of each kind for the tests of this room."""

from collections.abc import Mapping
from dataclasses import replace

from analysis.charts import Base, Cell, ChartData, Kind, Row, Unit
from tests.support.briefings import hidden_cell, make_cell

METHOD = "Tỷ lệ có trọng số."
LONG = (
    "Đường đi lại trong bản, từ bản ra trung tâm xã và sang các xã lân cận, kể cả cầu treo, "
    "ngầm tràn và những đoạn hay sạt lở vào mùa mưa"
)


def bars(**more: object) -> ChartData:
    shares = {"Có": 0.5, LONG: 0.3445, "Không nhớ": 0.15}
    rows = [Row(label, (make_cell(share, variable="q1"),)) for label, share in shares.items()]
    rows.append(Row("Khác", (hidden_cell("q1"),)))
    return _chart(Kind.BARS, tuple(rows), "Ông, bà có biết không?", more)


def likert(**more: object) -> ChartData:
    parts = (0.01, 0.09, 0.2, 0.4, 0.3)
    whole = Row("Thái độ", tuple(make_cell(part, variable="q4.a") for part in parts))
    partly = Row(
        "Chỗ ngồi",
        (hidden_cell("q4.b"), *(make_cell(part, variable="q4.b") for part in parts[1:])),
    )
    names = ("Rất kém", "Kém", "Bình thường", "Tốt", "Rất tốt")
    return _chart(Kind.LIKERT, (whole, partly), "Từng điều sau", {"categories": names, **more})


def groups(**more: object) -> ChartData:
    rows = (
        Row("Nam", (make_cell(0.6, variable="q"),), section="Giới tính"),
        Row("Nữ", (make_cell(0.5, variable="q", n=60),), section="Giới tính"),
        Row("La Hủ", (make_cell(0.7, variable="q", n=12),), section="Dân tộc"),
        Row("Giáy", (hidden_cell("q"),), section="Dân tộc"),
    )
    return _chart(Kind.GROUPS, rows, "Hài lòng theo nhóm", {"reference": 0.55, **more})


def trend(**more: object) -> ChartData:
    shares = (0.4, 0.45, None, 0.5, 0.52)
    rows = tuple(
        Row(
            f"{day:02d}/11",
            (hidden_cell("q") if share is None else make_cell(share, variable="q"),),
        )
        for day, share in enumerate(shares, start=3)
    )
    return _chart(Kind.TREND, rows, "Hài lòng theo ngày", more)


def ranks() -> ChartData:
    rows = (Row("Đường", (Cell("r.duong", None, 1.8, low=1.6, high=2.0, n=300),)),)
    return _chart(Kind.BARS, rows, "Việc nên làm trước", {"unit": Unit.NUMBER, "decimals": 2})


def _chart(kind: Kind, rows: tuple[Row, ...], title: str, more: Mapping[str, object]) -> ChartData:
    chart = ChartData(
        key=f"chart-{kind.value}",
        kind=kind,
        title=title,
        rows=rows,
        base=Base(753, 612.3),
        method_line=METHOD,
        interval_name="Khoảng sai số theo mô hình 95\u00a0%",
    )
    return replace(chart, **more)  # type: ignore[arg-type]  # the tests vary any field


ALL = (bars, likert, groups, trend)
