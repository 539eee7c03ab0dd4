"""Which characters a text may hold: none that hides, reverses or breaks what people see."""

import re
import unicodedata

_HIDDEN = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls, newline and tab apart
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # marks that turn the direction of writing
    "\ufeff\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff"  # byte order mark, annotations, non-characters
    "\ud800-\udfff"  # halves of a character
    "\U000e0000-\U000e007f"  # invisible tags
    "]"
)


def find_hidden(text: str) -> str | None:
    """Give the first character that may not stand in a text as `U+202E`, or None."""
    found = _HIDDEN.search(text)
    return f"U+{ord(found.group()):04X}" if found else None


def tidy(text: str) -> str:
    """Give the text in NFC with plain newlines, spaces at both ends removed."""
    if text.isascii() and "\r" not in text:
        return text.strip()
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
