"""From screen to screen, with and without scripts."""

from tests.support.client import Page, fill
from tests.support.site import Site


def agree_live(site: Site, path: str) -> Page:
    """Agree as a phone that runs our script does."""
    pairs = fill(site.client.get(path).fields(), {"consent": "yes", "_live": "1"})
    return site.client.post(path, pairs)


def test_without_scripts_a_page_is_parted_where_it_forks(site: Site) -> None:
    path = f"/s/{site.publish_design('skip-within-page')}"
    page = site.client.agree(path)
    assert page.items == ["q1"]
    page = site.client.answer(path, page, "next", {"q1": "co"})
    assert page.items == ["q2"]
    page = site.client.answer(path, page, "next", {"q2": "5"})
    assert page.items == ["q3", "q4"]
    page = site.client.answer(path, page, "send", {"q3": "Xa", "q4": "loa"})
    assert page.status == 200
    assert site.answers() == [{"q1": "co", "q2": 5, "q3": "Xa", "q4": "loa"}]


def test_without_scripts_skipped_questions_are_not_shown(site: Site) -> None:
    path = f"/s/{site.publish_design('skip-within-page')}"
    page = site.client.answer(path, site.client.agree(path), "next", {"q1": "khong"})
    assert page.items == ["q4"]
    assert site.client.answer(path, page, "send", {}).status == 200
    assert site.answers() == [{"q1": "khong"}]


def test_with_scripts_the_whole_page_comes_with_its_conditions(site: Site) -> None:
    path = f"/s/{site.publish_design('skip-within-page')}"
    page = agree_live(site, path)
    assert page.items == ["q1", "q2", "q3", "q4"]
    shows = {e.get("data-item"): e.get("data-show") for e in page.root.iter() if e.get("data-show")}
    assert shows["q2"] == '["==",["name","q1"],["text","co"]]'
    assert set(shows) == {"q2", "q3"}


def test_both_ways_send_the_same_answers(site: Site) -> None:
    path = f"/s/{site.publish_design('skip-within-page')}"
    live = agree_live(site, path)
    site.client.answer(path, live, "send", {"q1": "co", "q2": "5", "q3": "Xa", "q4": "loa"})
    page = site.client.agree(path)
    for action, answers in (("next", {"q1": "co"}), ("next", {"q2": "5"})):
        page = site.client.answer(path, page, action, answers)
    site.client.answer(path, page, "send", {"q3": "Xa", "q4": "loa"})
    first, second = site.answers()
    assert first == second


def test_live_mode_lasts_over_the_pages(site: Site) -> None:
    path = f"/s/{site.publish_design('skip-over-pages')}"
    page = site.client.answer(path, agree_live(site, path), "next", {"q1": "co"})
    page = site.client.answer(path, page, "next", {"q2": ["song"]})
    assert page.items == ["q3", "q5"]


def test_pages_are_counted_on_the_path(site: Site) -> None:
    path = f"/s/{site.publish_design('many-pages')}"
    page = site.client.agree(path)
    assert "Trang 1/6" in page.text
    page = site.client.answer(path, page, "next", {})
    assert "Trang 2/6" in page.text
    assert page.heading == "Hai"


def test_back_keeps_what_was_typed_on_both_sides(site: Site) -> None:
    path = f"/s/{site.publish_design('many-pages')}"
    page = site.client.answer(path, site.client.agree(path), "next", {"q1": "b"})
    page = site.client.answer(path, page, "next", {"q2": ["a", "b"]})
    page = site.client.answer(path, page, "back", {"q3": "chín"})
    assert page.status == 200
    assert page.sent("q2") == ["a", "b"]
    page = site.client.answer(path, page, "back", {})
    assert page.sent("q1") == ["b"]
    page = site.client.answer(path, page, "next", {})
    page = site.client.answer(path, page, "next", {})
    assert page.sent("q3") == ["chín"]


def test_back_from_the_first_screen_is_the_consent_page(site: Site) -> None:
    path = f"/s/{site.publish_design('many-pages')}"
    page = site.client.answer(path, site.client.agree(path), "back", {"q1": "b"})
    assert page.heading == "Nhiều trang"
    assert site.client.press(path, page, ("consent", "yes")).sent("q1") == ["b"]


def test_unticking_on_the_way_back_counts(site: Site) -> None:
    path = f"/s/{site.publish_design('many-pages')}"
    page = site.client.answer(path, site.client.agree(path), "next", {"q1": "b"})
    page = site.client.answer(path, page, "next", {"q2": ["a", "b"]})
    page = site.client.answer(path, page, "back", {})
    page = site.client.answer(path, page, "next", {"q2": ()})
    for _ in range(3):
        page = site.client.answer(path, page, "next", {})
    site.client.answer(path, page, "send", {"q6": "2"})
    assert site.answers() == [{"q1": "b", "q6": "2"}]


def test_next_needs_the_answers_of_its_own_screen_only(site: Site) -> None:
    path = f"/s/{site.publish_design('skip-over-pages')}"
    page = site.client.answer(path, site.client.agree(path), "next", {})
    assert page.status == 422
    assert list(page.problems) == ["#q1-0"]
    page = site.client.answer(path, page, "next", {"q1": "khong"})
    assert page.items == ["q5"]


def test_an_answer_left_behind_on_a_forked_path_does_not_block(site: Site) -> None:
    path = f"/s/{site.publish_design('skip-within-page')}"
    page = site.client.answer(path, site.client.agree(path), "next", {"q1": "co"})
    page = site.client.answer(path, page, "back", {"q2": "nhiều"})
    page = site.client.answer(path, page, "next", {"q1": "khong"})
    assert site.client.answer(path, page, "send", {"q4": "zalo"}).status == 200
    assert site.answers() == [{"q1": "khong", "q4": "zalo"}]


def test_earlier_answers_are_put_into_later_texts_as_plain_text(site: Site) -> None:
    path = f"/s/{site.publish_design('piped-answers')}"
    page = site.client.agree(path)
    page = site.client.answer(path, page, "next", {"q1": "dat", "q2": "3", "q3": "<b>Nậm Cày</b>"})
    assert "Ở bản <b>Nậm Cày</b>, làm giấy tờ “Đất đai” phải đi 3 lần" in page.text


def test_hostile_texts_of_an_author_stay_text(site: Site) -> None:
    path = f"/s/{site.publish_design('hostile-strings')}"
    assert site.client.get(path).heading == "<script>alert('tiêu đề')</script>"
    page = site.client.agree(path)
    assert page.heading == "{{ config }} <h1>"
    assert "{{7*7}}" in page.text
    page = site.client.answer(path, page, "next", {"q1": "a", "q2": "<svg onload=x>"})
    assert "Vừa chọn <b>đậm</b> {{7*7}}" in page.text
    page = site.client.answer(path, page, "send", {})
    assert page.status == 200


def test_the_order_of_choices_follows_the_sheet_and_is_recorded(site: Site) -> None:
    path = f"/s/{site.publish_design('choice-order')}"
    orders = set()
    for _ in range(12):
        page = site.client.agree(path)
        boxes = [e for e in page.all("input") if e.get("name") == "q2"]
        codes = tuple(e.get("value") for e in boxes)
        assert codes[0] == "dau"
        assert codes[-1] == "khong"
        orders.add(codes)
        again = site.client.answer(path, page, "send", {"q1": "x"})
        assert tuple(e.get("value") for e in again.all("input") if e.get("name") == "q2") == codes
    assert len(orders) > 1
    site.client.answer(path, page, "send", {"q1": "a"})
    (row,) = site.stored()
    variant = int(page.field("submission_id").replace("-", ""), 16) % 8
    assert row["flags"] == [f"order:{variant}"]


def test_a_fork_after_the_last_screen_asks_before_it_sends(site: Site) -> None:
    path = f"/s/{site.publish_design('note-and-calculate')}"
    page = site.client.agree(path)
    assert [b[1] for b in page.buttons()] == ["next", "back"]
    page = site.client.answer(path, page, "next", {"lon": "1"})
    assert page.heading == "Gửi phiếu"
    page = site.client.press(path, page, ("action", "back"))
    assert page.sent("lon") == ["1"]
    page = site.client.answer(path, page, "next", {"tre": "1"})
    page = site.client.press(path, page, ("action", "send"))
    assert page.status == 200
    assert site.answers() == [{"lon": 1, "tre": 1, "nguoi": 2}]


def test_another_persons_sheet_records_the_order_that_was_shown(site: Site) -> None:
    path = f"/s/{site.publish_design('choice-order')}"
    first = site.client.agree(path)
    site.client.answer(path, first, "send", {"q1": "a"})
    page = site.client.answer(path, first, "send", {"q1": "b"})
    assert site.client.press(path, page, ("action", "send")).status == 200
    one, two = site.stored()
    assert one["flags"] == two["flags"]
