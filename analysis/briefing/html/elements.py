"""HTML written so that a text can never become mark-up: only `Html` values stay unescaped."""

import re
from html import escape

INTERVAL = re.compile(r"\d[\d.,]*–\d[\d.,]*(?:\u00a0%)?")


class Html(str):
    """Text that is already mark-up. Made by `tag` and `raw` alone."""

    __slots__ = ()


def raw(markup: str) -> Html:
    """Mark-up from our own code (a picture, a style sheet); never a text that a person wrote."""
    return Html(markup)


def tag(name: str, *children: str, **attributes: str) -> Html:
    """An element: plain texts are escaped, `Html` children stay; `class_` writes `class`.

    >>> tag("p", "a < b", tag("b", "c"), class_="note")
    '<p class="note">a &lt; b<b>c</b></p>'
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
    )
    return Html(f"<{name}{written}>{join(*children)}</{name}>")


def join(*children: str) -> Html:
    """Children one after another, texts escaped."""
    return Html(
        "".join(
            child if isinstance(child, Html) else escape(child, quote=False) for child in children
        )
    )


def words(text: str) -> Html:
    """A text of sentences: escaped, its intervals (`61,6–67,5 %`) kept on one line."""
    return Html(INTERVAL.sub(r'<span class="nb">\g<0></span>', escape(text, quote=False)))
