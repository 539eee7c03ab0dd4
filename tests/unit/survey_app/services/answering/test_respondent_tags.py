from survey_app.services.answering.respondent_tags import merge_tags


def test_the_collector_wins_and_the_mismatch_is_flagged() -> None:
    tags, flags = merge_tags({"xa": "1", "kenh": "loa"}, {"xa": "2", "gioi": "nu"})
    assert tags == {"xa": "1", "kenh": "loa", "gioi": "nu"}
    assert flags == ("tag_mismatch:xa",)


def test_the_same_answer_is_no_mismatch() -> None:
    assert merge_tags({"xa": "1"}, {"xa": "1"}) == ({"xa": "1"}, ())
