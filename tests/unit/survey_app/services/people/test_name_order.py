import random

from survey_app.services.people.name_order import name_key

ORDERED = [
    "Nguyễn Thị A",
    "Lò Văn An",
    "Lò Thị Anh",
    "Nguyễn Anh",
    "Bùi Ánh",
    "Vàng Thị Ăm",
    "Lê Ân",
    "Bùi Ấn",
    "Cao Dung",
    "Cao Dũng",
    "Bùi Đức",
    "Zơ Râm Y",
    "Lý 7",
]


def test_given_names_come_first_then_the_family_by_the_vietnamese_alphabet() -> None:
    mixed = random.Random(7).sample(ORDERED, len(ORDERED))
    assert sorted(mixed, key=name_key) == ORDERED


def test_case_and_the_way_accents_were_typed_do_not_matter() -> None:
    assert name_key("ĐỨC Án") == name_key("đức án")
    assert name_key("Ấn") == name_key("A\u0302\u0301n")


def test_a_name_of_spaces_comes_first() -> None:
    assert name_key("  ") < name_key("A")
