"""A questionnaire as sheets of paper (A4): the same items and codes, laid out by typst."""

import json
import unicodedata
from importlib.resources import as_file, files

import font_source_sans_pro
import typst


def render_paper_form(form: object) -> bytes:
    """A tagged PDF in the package's own fonts; `form` is JSON-ready, texts are never mark-up."""
    content = json.dumps(clean(form), ensure_ascii=False)
    with as_file(files("survey_app.printing") / "paper_form.typ") as template:
        pdf: bytes = typst.compile(
            str(template),
            font_paths=[str(files(font_source_sans_pro) / "files")],
            ignore_system_fonts=True,
            sys_inputs={"form": content},
            pdf_standards=["ua-1"],
        )
    return pdf


def clean(value: object) -> object:
    """The same data with every text in NFC and without control and formatting characters."""
    if isinstance(value, str):
        text = unicodedata.normalize("NFC", value)
        return "".join(
            sign for sign in text if sign == "\n" or unicodedata.category(sign)[0] != "C"
        )
    if isinstance(value, dict):
        return {key: clean(part) for key, part in value.items()}
    return [clean(part) for part in value] if isinstance(value, list | tuple) else value
