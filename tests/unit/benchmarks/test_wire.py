"""What the walk through the pages reads from them."""

from benchmarks.wire import has_button, hidden_fields

PAGE = """<form><input type="hidden" name="carry" value="a&amp;b"><input name="q1" value="x">
<input type="hidden" name="csrf_token" value="t"><button name="action" value="next">…</button>"""


def test_hidden_fields_are_read_as_a_browser_sends_them() -> None:
    assert hidden_fields(PAGE) == {"carry": ["a&b"], "csrf_token": ["t"]}


def test_buttons_are_told_apart() -> None:
    assert has_button(PAGE, "next")
    assert not has_button(PAGE, "send")
