"""Colours that stay apart for colour-blind eyes and on a grey printer.

Ordered answers go from vermilion over a light neutral to blue (safe for all three kinds of colour
blindness); the two ends differ in lightness too, so that a grey print still tells them apart.
Single marks are one mid blue that stands out on white paper and on a dark screen alike.
"""

from collections.abc import Sequence

MARK = "#2f78b7"
RULE = "#8a8f98"

# Lightness (CIE L*) about 45, 72, 93, 59, 24: no two of the five are closer than 12.
ORDERED = ("#c2491d", "#f2a176", "#eeebe4", "#5b95cc", "#123f70")
_BY_COUNT: dict[int, tuple[int, ...]] = {
    1: (3,),
    2: (1, 4),
    3: (0, 2, 4),
    4: (0, 1, 3, 4),
    5: (0, 1, 2, 3, 4),
}

# Several series of one picture: all stand out on white and on dark; on a grey print the shapes of
# their marks and their dashes tell them apart.
SERIES = (MARK, "#d9731a", "#a55bb5", "#3f9e8f")


def ordered_colours(count: int) -> tuple[str, ...]:
    """`count` colours for ordered answers, from the most negative to the most positive."""
    if count in _BY_COUNT:
        return tuple(ORDERED[index] for index in _BY_COUNT[count])
    half, has_middle = divmod(count, 2)
    if has_middle:
        steps = [4 * index / (count - 1) for index in range(count)]
    else:  # without a neutral the two light tints are kept apart
        steps = [1.6 * index / (half - 1) for index in range(half)]
        steps += [2.6 + 1.4 * index / (half - 1) for index in range(half)]
    return tuple(_between(step) for step in steps)


def _between(step: float) -> str:
    low = min(int(step), len(ORDERED) - 2)
    start, end = _channels(ORDERED[low]), _channels(ORDERED[low + 1])
    mixed = (round(a + (b - a) * (step - low)) for a, b in zip(start, end, strict=True))
    return "#" + "".join(f"{value:02x}" for value in mixed)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def luminance(colour: str) -> float:
    """Relative luminance (0 to 1) of `#rrggbb`, as WCAG 2 defines it."""

    def linear(value: int) -> float:
        part = value / 255
        return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)

    red, green, blue = (linear(value) for value in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def lightness(colour: str) -> float:
    """CIE L* (0 black to 100 white): what a grey print keeps of a colour."""
    y = luminance(colour)
    return float(116 * y ** (1 / 3) - 16) if y > 216 / 24389 else y * 24389 / 27


def contrast(one: str, other: str) -> float:
    """Contrast ratio (1 to 21) of two colours, as WCAG 2 defines it."""
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def ink_on(colour: str, inks: Sequence[str] = ("#ffffff", "#000000")) -> str:
    """The ink that reads best on a fill."""
    return max(inks, key=lambda ink: contrast(ink, colour))
