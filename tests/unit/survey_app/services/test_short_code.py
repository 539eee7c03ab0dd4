from uuid import UUID

from survey_app.services.short_code import ALPHABET, normal_code, random_code, receipt_code

ONE = UUID("6f1d6f0e-5d35-4c2e-9a35-0f9f5b6c1a01")
OTHER = UUID("6f1d6f0e-5d35-4c2e-9a35-0f9f5b6c1a02")


def test_receipt_is_the_same_for_the_same_submission_and_secret() -> None:
    assert receipt_code("s" * 40, ONE) == receipt_code("s" * 40, ONE)
    assert receipt_code("s" * 40, ONE) != receipt_code("s" * 40, OTHER)
    assert receipt_code("s" * 40, ONE) != receipt_code("t" * 40, ONE)


def test_codes_use_signs_that_nobody_confuses() -> None:
    assert not set(ALPHABET) & set("01OILU")
    assert len(set(ALPHABET)) == len(ALPHABET) == 30
    codes = {random_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(len(code) == 6 and set(code) <= set(ALPHABET) for code in codes)
    receipt = receipt_code("s" * 40, ONE)
    assert len(receipt) == 8
    assert set(receipt) <= set(ALPHABET)


def test_a_typed_code_is_taken_in_any_case_with_spaces_around() -> None:
    assert normal_code(" k7m2qp\n") == "K7M2QP"
