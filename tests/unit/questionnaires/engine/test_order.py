import pytest

from questionnaires.engine import VARIANTS, order_choices, order_rows
from tests.unit.questionnaires.building import item, questionnaire

CHOICES = [
    {"code": "dau", "text": "Luôn đầu", "pin": "first"},
    *({"code": code, "text": code} for code in "abcdef"),
    {"code": "kb", "text": "Không biết", "missing": True},
    {"code": "khac", "text": "Khác", "other": True},
    {"code": "giua", "text": "Giữa", "exclusive": True, "pin": "last"},
]


def codes(kind, order, variant, **keys):
    made = questionnaire(item("q1", kind, order=order, choices=CHOICES, **keys))
    return [choice.code for choice in order_choices(made, made.item("q1"), variant)]


WRITTEN = [choice["code"] for choice in CHOICES]


@pytest.mark.parametrize("variant", range(VARIANTS))
def test_fixed_order_is_as_written(variant):
    assert codes("single", "fixed", variant) == WRITTEN


@pytest.mark.parametrize("variant", range(VARIANTS))
def test_random_order_moves_only_free_choices(variant):
    ordered = codes("multiple", "random", variant)
    assert sorted(ordered) == sorted(WRITTEN)
    assert ordered[0] == "dau"
    assert ordered[-3:] == ["kb", "khac", "giua"]
    assert ordered == codes("multiple", "random", variant)


def test_random_order_differs_between_variants_and_items():
    orders = {tuple(codes("single", "random", variant)) for variant in range(VARIANTS)}
    assert len(orders) > 5
    made = questionnaire(*(item(i, order="random", choices=CHOICES) for i in ("q1", "q2")))
    first, second = (order_choices(made, one, 0) for one in made.items)
    assert first != second


def test_random_order_never_changes_between_releases():
    assert codes("single", "random", 0) == ["dau", *"fdaecb", "kb", "khac", "giua"]


def test_flip_turns_the_order_round_in_odd_variants():
    assert codes("scale", "flip", 0) == WRITTEN
    assert codes("scale", "flip", 1) == ["dau", *"fedcba", "kb", "khac", "giua"]


def test_grid_shuffles_rows_and_keeps_its_columns():
    rows = [{"code": code, "text": code} for code in "uvwxyz"]
    made = questionnaire(item("q4", "grid", order="random", rows=rows))
    grid = made.item("q4")
    assert order_choices(made, grid, 3) == made.choices_of(grid)
    orders = {tuple(row.code for row in order_rows(made, grid, v)) for v in range(VARIANTS)}
    assert len(orders) > 5
    assert all(sorted(order) == list("uvwxyz") for order in orders)


def test_fixed_grid_keeps_its_rows_and_text_items_have_no_choices():
    made = questionnaire(item("q4", "grid"), item("q5", "text"))
    assert order_rows(made, made.item("q4"), 5) == made.item("q4").rows
    assert order_choices(made, made.item("q5"), 5) == ()
