"""Tiny questionnaires for the tests of these rooms."""

from typing import Any

from questionnaires.model import Questionnaire

YES_NO = [{"code": "co", "text": "Có"}, {"code": "khong", "text": "Không"}]
LETTERS = [{"code": code, "text": code.upper()} for code in ("a", "b", "c")]


def item(item_id: str, kind: str = "single", **keys: Any) -> dict[str, Any]:
    """An item; single, scale, multiple, ranking and grid get choices unless they bring some."""
    made: dict[str, Any] = {"id": item_id, "type": kind, "text": f"Câu {item_id}?", **keys}
    if kind in {"single", "scale"}:
        made.setdefault("choices", YES_NO)
    if kind in {"multiple", "ranking", "grid"}:
        made.setdefault("choices", LETTERS)
    if kind == "grid":
        made.setdefault(
            "rows", [{"code": "r1", "text": "Dòng 1"}, {"code": "r2", "text": "Dòng 2"}]
        )
    if kind == "calculate":
        del made["text"]
    return made


def document(*pages: Any, **keys: Any) -> dict[str, Any]:
    """A document of pages, each a list of items; bare items make one page."""
    groups = pages if pages and isinstance(pages[0], list) else (list(pages),)
    return {
        "format": "ydan/1",
        "id": "thu",
        "title": "Phiếu thử",
        "consent": {"text": "Đồng ý chứ?", "yes": "Có", "no": "Không"},
        "pages": [{"id": f"p{n}", "items": items} for n, items in enumerate(groups, start=1)],
        **keys,
    }


def questionnaire(*pages: Any, **keys: Any) -> Questionnaire:
    """The questionnaire of `document`."""
    return Questionnaire.model_validate(document(*pages, **keys))
