"""Templates to pages: our own Jinja environments, one for each language of our words."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from survey_app.web.shared.assets import page_script, page_style
from survey_app.web.shared.spliced import SplicedPage, make_spliced
from survey_app.wording import catalogue, wording_language

TEMPLATE_FOLDER = Path(__file__).parent / "templates"
SCRIPT_ADDRESS = "/assets/"
SPLICE = Markup("<!--splice-->")


@dataclass(frozen=True, slots=True)
class Frame:
    """What the frame of every page shows; the page's title starts with `heading`."""

    language: str
    heading: str
    is_demonstration: bool = False


@lru_cache(maxsize=16)
def _environment(language: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATE_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(catalogue(language), newstyle=True)  # type: ignore[attr-defined]  # the extension adds it
    environment.globals["style"] = page_style().text
    environment.globals["script"] = SCRIPT_ADDRESS + page_script().name
    return environment


def environment_for(language: str) -> Environment:
    """Return the environment whose words a reader of `language` gets."""
    return _environment(wording_language(language))


def render(template: str, page: Frame, *, is_kept: bool = False, **values: object) -> SplicedPage:
    """Render a template; where it prints `splice`, a piece of the request goes in later.

    `is_kept` says that the page will serve many requests and is worth hard compression.
    """
    text = (
        environment_for(page.language)
        .get_template(template)
        .render(page=page, splice=SPLICE, **values)
    )
    head, _, tail = text.partition(SPLICE)
    return make_spliced(head.encode(), tail.encode(), is_kept=is_kept)


@lru_cache(maxsize=16)
def kinds(language: str) -> dict[str, tuple[str, list[str]]]:
    """Return heading and sentences of every kind page by name, in the reader's language."""
    module = environment_for(language).get_template("kinds.html").module
    words: dict[str, tuple[str, list[str]]] = module.kinds  # type: ignore[attr-defined]  # set in the template
    return words
