from itertools import combinations, pairwise

import pytest

from analysis.charts.palette import (
    MARK,
    ORDERED,
    SERIES,
    contrast,
    ink_on,
    lightness,
    luminance,
    ordered_colours,
)

WHITE, DARK = "#ffffff", "#16181c"


def test_lightness_runs_from_black_to_white() -> None:
    assert lightness("#000000") == pytest.approx(0)
    assert lightness("#ffffff") == pytest.approx(100)
    assert lightness("#777777") == pytest.approx(50, abs=0.5)
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert luminance("#ff0000") == pytest.approx(0.2126)


def test_five_answers_differ_in_lightness_each_from_each() -> None:
    for one, other in combinations(ORDERED, 2):
        assert abs(lightness(one) - lightness(other)) >= 12


@pytest.mark.parametrize("count", range(1, 12))
def test_neighbours_differ_on_a_grey_print(count: int) -> None:
    colours = ordered_colours(count)
    assert len(set(colours)) == count
    least = 12 if count <= 5 else 7
    for one, other in pairwise(colours):
        assert abs(lightness(one) - lightness(other)) >= least


@pytest.mark.parametrize("count", range(2, 12))
def test_values_are_readable_inside_their_segments(count: int) -> None:
    for colour in ordered_colours(count):
        assert contrast(ink_on(colour), colour) >= 4.5


@pytest.mark.parametrize("colour", [MARK, *SERIES])
@pytest.mark.parametrize("ground", [WHITE, DARK])
def test_marks_stand_out_on_paper_and_in_the_dark(colour: str, ground: str) -> None:
    assert contrast(colour, ground) >= 3


def _seen_by(colour: str, matrix: tuple[tuple[float, ...], ...]) -> tuple[float, ...]:
    """A colour as a dichromat sees it (Viénot, Brettel and Mollon 1999, linear RGB)."""
    linear = [(int(colour[i : i + 2], 16) / 255) ** 2.2 for i in (1, 3, 5)]
    seen = (sum(a * b for a, b in zip(row, linear, strict=True)) for row in matrix)
    return tuple(max(value, 0.0) ** (1 / 2.2) * 255 for value in seen)


PROTAN = ((0.11238, 0.88762, 0.0), (0.11238, 0.88762, 0.0), (0.00401, -0.00401, 1.0))
DEUTAN = ((0.29275, 0.70725, 0.0), (0.29275, 0.70725, 0.0), (-0.02234, 0.02234, 1.0))


@pytest.mark.parametrize("matrix", [PROTAN, DEUTAN])
def test_ordered_colours_stay_apart_for_colour_blind_eyes(
    matrix: tuple[tuple[float, ...], ...],
) -> None:
    for one, other in combinations(ORDERED, 2):
        distance = sum(
            (a - b) ** 2
            for a, b in zip(_seen_by(one, matrix), _seen_by(other, matrix), strict=True)
        )
        assert distance**0.5 >= 40
