"""The staff's templates: one Jinja environment for each language of our words."""

from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from survey_app.web.shared.staff import formats
from survey_app.web.shared.staff.files import asset
from survey_app.wording import catalogue, wording_language

WEB = Path(__file__).parents[2]
FOLDERS = (
    Path(__file__).parent / "templates",
    WEB / "backoffice" / "templates",
    WEB / "auth" / "templates",
)


def render(template: str, language: str, values: dict[str, object]) -> str:
    """A template of the staff's side in the language of the reader."""
    return _environment(wording_language(language)).get_template(template).render(values)


@lru_cache(maxsize=8)
def _environment(language: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDERS),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(catalogue(language), newstyle=True)  # type: ignore[attr-defined]  # the extension adds it
    environment.globals.update(
        asset=asset,
        day=formats.day,
        moment=formats.moment,
        number=formats.number_in(language),
        percent=formats.percent_in(language),
    )
    return environment
