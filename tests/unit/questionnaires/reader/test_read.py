from pathlib import Path

import pytest

from questionnaires.problem import Problem
from questionnaires.reader import (
    ReadError,
    read_questionnaire,
    read_text,
    read_with_source,
    write_questionnaire,
)
from questionnaires.reader.yaml_text import MAX_BYTES

HEAD = """\
format: ydan/1
id: thu
title: Phiếu thử
consent: {text: Đồng ý chứ?, yes: Có, no: Không}
"""
PAGE = "pages:\n- id: a\n  items:\n"
SINGLE = "  - {id: q1, type: single, text: Hỏi, choices: [{code: co, text: Có}]}\n"
ENGLISH = """\
format: ydan/1
language: en
texts:
  title: {source: 0a1b2c3d, text: Test form}
  items.q1.choices.co:
    source: 0a1b2c3d
    text: "Yes"
"""


def problems_of(text: str | bytes) -> tuple[Problem, ...]:
    with pytest.raises(ReadError) as caught:
        read_text(text, "thu.yaml")
    return caught.value.problems


def found(text: str | bytes) -> list[tuple[str, str, int | None]]:
    return [(problem.code, problem.where, problem.line) for problem in problems_of(text)]


def test_codes_and_texts_stay_what_was_typed():
    made = read_text(
        HEAD
        + PAGE
        + """\
  - id: q1
    type: single
    text: 22:30
    choices:
    - {code: no, text: on}
    - {code: 012, text: 1_000}
    - {code: 0x1F, text: 2026-07-01}
    - {code: 22:30, text: .5}
    - {code: true, text: Yes}
    - {code: 1e3, text: 0o17}
  - {id: no, type: integer, text: off, min: 0, max: 120}
""",
        "thu.yaml",
    )
    first, second = made.items
    assert first.text == "22:30"
    choices = made.choices_of(first)
    assert [one.code for one in choices] == ["no", "012", "0x1F", "22:30", "true", "1e3"]
    assert [one.text for one in choices] == ["on", "1_000", "2026-07-01", ".5", "Yes", "0o17"]
    assert (second.id, second.text, second.max) == ("no", "off", 120)


def test_keys_stay_what_was_typed():
    text = HEAD + "lists:\n  on: [{code: a, text: A}]\n  no: [{code: b, text: B}]\n" + PAGE + SINGLE
    assert set(read_text(text, "x").lists) == {"on", "no"}
    target = "{group: g, universe: u, year: 2019, source: s, counts: {no: 1, 012: 2, 22:30: 3}}"
    weighted = read_text(HEAD + f"weighting: {{targets: [{target}]}}\n" + PAGE + SINGLE, "x")
    assert weighted.weighting.targets[0].counts == {"no": 1, "012": 2, "22:30": 3}


def test_text_is_brought_to_nfc():
    decomposed = "Đường".encode().decode()
    made = read_text(HEAD.replace("Phiếu thử", f'"{decomposed}"') + PAGE + SINGLE, "x")
    assert made.title == "Đường"


def test_json_is_read_as_well():
    made = read_text(
        '{"format": "ydan/1", "id": "thu", "title": "\\u0110\\ud83d\\ude00", "demonstration": true,'
        ' "consent": {"text": "c", "yes": "y", "no": "n"}, "pages": [{"id": "a", "items":'
        ' [{"id": "q1", "type": "integer", "text": "t", "max": 5, "min": null}]}]}',
        "thu.json",
    )
    assert (made.title, made.demonstration, made.item("q1").max) == ("Đ😀", True, 5)


@pytest.mark.parametrize(
    ("addition", "code", "line"),
    [
        ("title: Lần hai\n", "duplicate_key", 5),
        ("intro: &neo Chào\n", "anchor", 5),
        ("intro: *neo\n", "anchor", 5),
        ("intro: !!str 5\n", "tag", 5),
        ("intro: !python/object:os.system x\n", "tag", 5),
        ("? [a, b]\n: 1\n", "complex_key", 5),
        ("? {a: b}\n: 1\n", "complex_key", 5),
        (": 1\n", "complex_key", 5),
        ("<<: {intro: x}\n", "unknown_key", 5),
        ("intro: một: hai\n", "yaml_colon", 5),
        ("intro:\n\tchào\n", "yaml_tab", 6),
        ("intro: @xã\n", "yaml_start", 5),
        ("intro: `xã`\n", "yaml_start", 5),
        ("intro: !luu ý\n", "tag", 5),
        ("intro: *Bắt buộc\n", "anchor", 5),
        ('intro: "chưa đóng\n', "yaml_quote", 5),
        ("intro: a\nkhông có hai chấm\n", "yaml_key", 6),
        ("groups:\n  - id: a\n   - id: b\n", "yaml_indent", 7),
        ("stop:\n  close_after: 5\n intro: a\n", "yaml_indent", 7),
        ("groups: [{id: a, label: b\nintro: x\n", "yaml_bracket", 6),
        ("intro:\n   a\n  b: c\n", "yaml_colon", 7),
        ('intro: "a\\u202eb"\n', "hidden_character", 5),
        ('"a\\u0000": b\n', "hidden_character", 5),
        ("intro: a\u202eb\n", "hidden_character", 5),
        ("intro: a\x07b\n", "hidden_character", 5),
        ('intro: "a\\qb"\n', "not_yaml", 5),
        ("---\nid: hai\n", "several_documents", 5),
        ("intro: " + "[" * 40 + "\n", "too_deep", 5),
    ],
)
def test_bad_yaml_is_refused_with_its_line(addition, code, line):
    problems = problems_of(HEAD + addition + PAGE + SINGLE)
    assert (problems[0].code, problems[0].line, problems[0].file) == (code, line, "thu.yaml")
    assert problems[0].detail


def test_duplicate_key_names_its_first_line():
    problem = problems_of(HEAD + "title: Lần hai\n" + PAGE + SINGLE)[0]
    assert "dòng 3" in problem.detail
    assert problem.where == "title"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_a_mapping"),
        (b"# nothing\n", "not_a_mapping"),
        (b"just words", "not_a_mapping"),
        (b"- a\n- b\n", "not_a_mapping"),
        (b"<?xml version='1.0'?><survey/>", "not_a_mapping"),
        (b"%PDF-1.7\n1 0 obj\n", "not_yaml"),
        (b"PK\x03\x04\x14\x00\x06\x00", "hidden_character"),
        (bytes(range(256)), "not_utf8"),
        ("a: ợ".encode("utf-16"), "not_utf8"),
        (b"title: Phi\xea\xec\x75", "not_utf8"),
        (b"a" * (2 * MAX_BYTES), "too_big"),
        (b"[" * MAX_BYTES, "too_deep"),
        (b"a: 1\n" * 100_000, "duplicate_key"),
    ],
)
def test_what_is_no_questionnaire_is_refused(content, code):
    problems = problems_of(content)
    assert problems[0].code == code
    assert len(problems) <= 50


def test_not_utf8_says_the_line():
    assert problems_of(HEAD.encode() + b"intro: \xff\n")[0].line == 5


def test_byte_order_mark_and_windows_newlines_are_taken():
    content = ("\ufeff" + HEAD + PAGE + SINGLE).replace("\n", "\r\n").encode()
    assert read_text(content, "x") == read_text(HEAD + PAGE + SINGLE, "x")


def test_every_problem_of_the_model_comes_at_once_with_path_and_line():
    text = (
        HEAD
        + "privte: {k_min: 5}\nprivacy: {k_min: ít, mode: kin}\n"
        + PAGE
        + """\
  - {id: q1, type: single, text: Hỏi, requird: true, choices: muc}
  - id: q2
    type: text
    text: X
    max_length: nhiều
  - id: q3
    type: grid
    text:
    choices:
    - {code: on, text: A, missing: no}
    - {cod: on, text: A}
    - {code: a b, text: A}
  - {id: q4, type: foo, text: X}
  - {id: Q5, text: X}
  - {id: q6, type: date, text: X, min: hôm nay}
  - một câu
stop: {close_at: 2026-12-15}
groups: doi_tuong
"""
    )
    assert found(text) == [
        ("unknown_key", "privte", 5),
        ("not_allowed", "privacy.mode", 6),
        ("number_expected", "privacy.k_min", 6),
        ("unknown_key", "items.q1.requird", 10),
        ("number_expected", "items.q2.max_length", 14),
        ("missing_key", "items.q3.rows", 15),
        ("empty_text", "items.q3.text", 17),
        ("not_a_flag", "items.q3.choices.on.missing", 19),
        ("missing_key", "items.q3.choices.1.code", 20),
        ("unknown_key", "items.q3.choices.1.cod", 20),
        ("bad_code", "items.q3.choices.a b.code", 21),
        ("unknown_type", "items.q4", 22),
        ("missing_key", "items.Q5.type", 23),
        ("bad_date_value", "items.q6.min", 24),
        ("not_a_group", "items.6", 25),
        ("time_expected", "stop.close_at", 26),
        ("not_a_list", "groups", 27),
    ]


@pytest.mark.parametrize(
    ("addition", "expected"),
    [
        ("intro: " + "x" * 20_001, ("too_long_value", "intro", 5)),
        ("groups: []\nlists: {a: []}", ("too_short", "lists.a", 6)),
        ("lists: {Muc: [{code: a, text: A}]}", ("bad_name", "lists.Muc", 5)),
        ("languages: [Tiếng Anh]", ("bad_language", "languages.0", 5)),
        ("weighting: {trim: [1]}", ("too_short", "weighting.trim", 5)),
        (
            "weighting: {targets: [{group: g, universe: u, year: 1, source: s}]}",
            ("number_expected", "weighting.targets.g.year", 5),
        ),
        (
            "indicators: [{id: i, text: t, item: q1, threshold: 90}]",
            ("number_expected", "indicators.i.threshold", 5),
        ),
        ("quotas: [{group: g, cells: {a: -1}}]", ("number_expected", "quotas.g.cells.a", 5)),
        ("privacy:", ("not_a_group", "privacy", 5)),
        ("privacy: 5", ("not_a_group", "privacy", 5)),
        ("lists: [a]", ("not_a_group", "lists", 5)),
        ("demonstration: co", ("not_a_flag", "demonstration", 5)),
    ],
)
def test_model_problem_has_its_code_path_and_line(addition, expected):
    assert found(HEAD + addition + "\n" + PAGE + SINGLE)[0] == expected


def test_problem_says_what_to_do():
    details = {
        p.code: p.detail
        for p in problems_of(HEAD + "titel: x\n" + PAGE + "  - {id: q1, type: hỏi}\n")
    }
    assert "“titel”" in details["unknown_key"]
    assert "single, multiple, grid" in details["unknown_type"]


def test_translations_inside_the_main_file_are_refused():
    assert found(HEAD + "translations: {}\n" + PAGE + SINGLE) == [
        ("unknown_key", "translations", 5)
    ]


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_sidecars_are_found_beside_the_file(tmp_path):
    path = write(tmp_path, "questionnaire.yaml", HEAD + "languages: [en]\n" + PAGE + SINGLE)
    write(tmp_path, "en.yaml", ENGLISH)
    made = read_questionnaire(path)
    assert made == read_questionnaire(tmp_path)
    assert made.shown_languages == ("vi", "en")
    english = made.in_language("en")
    assert english.title == "Test form"
    assert english.choices_of(english.item("q1"))[0].text == "Yes"


def test_sidecar_named_after_its_file_comes_first(tmp_path):
    path = write(tmp_path, "mot.yaml", HEAD + "languages: [en]\n" + PAGE + SINGLE)
    write(tmp_path, "en.yaml", ENGLISH.replace("Test form", "Another form"))
    write(tmp_path, "mot.en.yaml", ENGLISH)
    assert read_questionnaire(path).in_language("en").title == "Test form"


def test_source_map_gives_the_lines_of_parts_and_translations(tmp_path):
    path = write(tmp_path, "mot.yaml", HEAD + "languages: [en]\n" + PAGE + SINGLE)
    sidecar = write(tmp_path, "en.yaml", ENGLISH)
    made, source = read_with_source(path)
    assert source.file == str(path)
    assert source.line("title") == 3
    assert source.line("consent.text") == 4
    assert source.line("pages.a") == 7
    assert source.line("items.q1.choices.co") == 9
    assert source.line("items.q1.show_if") == 9
    assert source.line("nothing.at.all") == 1
    assert source.sidecar("en").file == str(sidecar)
    assert source.sidecar("en").line("texts.items.q1.choices.co") == 5
    assert source.sidecar("hmn") is None
    assert [source.line(path) for path in made.texts] == [3, 4, 4, 4, 9, 9]


def test_missing_sidecar_is_a_problem(tmp_path):
    path = write(tmp_path, "mot.yaml", HEAD + "languages: [en, hmn]\n" + PAGE + SINGLE)
    write(tmp_path, "en.yaml", ENGLISH)
    with pytest.raises(ReadError) as caught:
        read_questionnaire(path)
    (problem,) = caught.value.problems
    assert (problem.code, problem.file, problem.line) == ("missing_sidecar", str(path), 5)
    assert "hmn.yaml" in problem.detail


@pytest.mark.parametrize(
    ("change", "code", "line"),
    [
        (("language: en", "language: hmn"), "wrong_language", 2),
        (("texts:", "textx:"), "unknown_key", 3),
        (("0a1b2c3d", "xyz"), "bad_value", 4),
        (("title:", "title: &a"), "anchor", 4),
        (("format: ydan/1", "format: ydan/9"), "not_allowed", 1),
    ],
)
def test_bad_sidecar_is_refused_with_file_and_line(tmp_path, change, code, line):
    path = write(tmp_path, "mot.yaml", HEAD + "languages: [en]\n" + PAGE + SINGLE)
    sidecar = write(tmp_path, "en.yaml", ENGLISH.replace(*change))
    with pytest.raises(ReadError) as caught:
        read_questionnaire(path)
    problem = caught.value.problems[0]
    assert (problem.code, problem.line, problem.file) == (code, line, str(sidecar))


def test_absent_file_and_folder_are_refused(tmp_path):
    for path in (tmp_path / "khong-co.yaml", tmp_path):
        with pytest.raises(ReadError) as caught:
            read_questionnaire(path)
        assert caught.value.problems[0].code == "not_found"


def test_large_file_is_not_read_whole(tmp_path):
    path = tmp_path / "to.yaml"
    path.write_bytes(b"# x\n" * (MAX_BYTES // 2))
    with pytest.raises(ReadError) as caught:
        read_questionnaire(path)
    assert caught.value.problems[0].code == "too_big"


def test_read_error_prints_file_line_and_detail():
    with pytest.raises(ReadError, match=r"thu\.yaml:5: titel: Không có khóa"):
        read_text(HEAD + "titel: x\n" + PAGE + SINGLE, "thu.yaml")


def test_written_questionnaire_reads_the_same():
    made = read_text(HEAD + PAGE + SINGLE, "x")
    assert read_text(write_questionnaire(made), "y") == made
