"""Uploaded files: every hostile one is a finding with its place, never an error of the program."""

import io
import zipfile
from pathlib import Path

import pytest

from survey_app.services.surveys.check_upload import UploadReport, check_upload
from survey_app.services.surveys.unpack_upload import UploadFile

DESIGNS = Path(__file__).parents[4] / "designs"
GOOD = (DESIGNS / "single-choice.yaml").read_bytes()
MAIN = (DESIGNS / "two-languages" / "questionnaire.yaml").read_bytes()
ENGLISH = (DESIGNS / "two-languages" / "en.yaml").read_bytes()
MIB = 1024 * 1024


def check(*files: tuple[str, bytes], language: str = "en") -> UploadReport:
    return check_upload([UploadFile(*file) for file in files], language)


def zipped(members: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


def only(report: UploadReport) -> str:
    assert report.questionnaire is None
    (line,) = report.lines
    assert line.level == "error"
    return line.detail


def test_one_file_without_translations() -> None:
    report = check(("phiếu của tôi.yaml", GOOD))
    assert report.questionnaire is not None
    assert report.errors == 0


@pytest.mark.parametrize("name", ["en.yaml", "phieu.en.yaml", "folder/en.yml", "C:\\x\\en.yaml"])
def test_a_translation_goes_by_its_language(name: str) -> None:
    report = check(("phieu.yaml", MAIN), (name, ENGLISH))
    assert report.questionnaire is not None
    assert report.questionnaire.shown_languages == ("vi", "en")


def test_a_missing_translation_is_named_with_the_line_that_declares_it() -> None:
    report = check(("phieu.yaml", MAIN))
    (line,) = report.lines
    assert (line.file, line.excerpt) == ("phieu.yaml", "languages: [en]")
    assert line.line == 5


def test_every_error_has_its_line_and_what_stands_there() -> None:
    broken = GOOD.replace(b"type: single", b"type: singel").replace(b"k_min: 10", b"k_min: x")
    report = check(("a.yaml", broken))
    assert report.questionnaire is None
    assert report.errors >= 2
    for line in report.lines:
        assert line.line
        assert line.excerpt == broken.decode().splitlines()[line.line - 1]
        assert line.detail


def test_a_zip_of_a_folder_is_taken_apart() -> None:
    members = {"khao-sat/questionnaire.yaml": MAIN, "khao-sat/en.yaml": ENGLISH,
               "__MACOSX/khao-sat/._en.yaml": b"\x00", "khao-sat/.DS_Store": b"x",
               "khao-sat/ghi-chu.txt": b"x"}  # fmt: skip
    assert check(("x.zip", zipped(members))).questionnaire is not None


def test_two_forms_in_a_zip_are_not_guessed_at() -> None:
    assert only(check(("x.zip", zipped({"a.yaml": GOOD, "b.yaml": GOOD})))).startswith("Several")


def test_a_zip_bomb_is_read_no_further_than_a_form_may_be_long() -> None:
    bomb = zipped({"questionnaire.yaml": b"a: b\n" * (40 * MIB // 5)})
    assert len(bomb) < MIB
    assert "1024" in only(check(("bomb.zip", bomb), language="vi"))


def test_a_zip_of_thousands_is_refused() -> None:
    many = zipped({f"{number}.yaml": b"x" for number in range(2_000)})
    assert only(check(("x.zip", many))) == "The zip holds more than 40 files"


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ([], "Choose a file first"),
        ([("", b"x")], "Choose a file first"),
        ([("a.yaml", b"")], "The file is empty"),
        ([("a.docx", b"x")], "Only .yaml"),
        ([("a.zip", b"PK\x03\x04" + b"\xff" * 50)], "The zip is damaged"),
        ([("a.zip", zipped({}))], "Only .yaml"),
        ([("a.zip", zipped({"x.txt": b"x"}))], "The zip holds no"),
        ([("a.zip", zipped({"a.yaml": GOOD})), ("en.yaml", ENGLISH)], "Send either"),
        ([("a.yaml", MAIN), ("en.yaml", ENGLISH), ("b.en.yaml", ENGLISH)], "Two files hold"),
        ([("a.yaml", MAIN), ("tieng anh.yaml", ENGLISH)], "Name the translation"),
        ([("en.yaml", ENGLISH), ("fr.yaml", ENGLISH)], "None of the files"),
        ([("a.yaml", GOOD), ("b.yaml", GOOD)], "Several files"),
    ],
)
def test_files_that_are_no_form_get_one_clear_sentence(
    files: list[tuple[str, bytes]], words: str
) -> None:
    assert only(check(*files)).startswith(words)


@pytest.mark.parametrize(
    "content",
    [
        "title: Tiếng Việt".encode("utf-16"),
        b"title: Ti\xf1ng Vi\xd6t cp1258\npages: []\n",
        b"a: &x [1]\nb: *x\npages: []\n",
        b"\n".join([b"a0: &a0 [x, x]"] + [b"a%d: &a%d [*a%d, *a%d]" % (n, n, n - 1, n - 1)
                                          for n in range(1, 40)]),
        b"pages: " + b"[" * 5_000,
        b"pages: !!python/object/apply:os.system ['id']\n",
        b"title: a\n---\ntitle: b\n",
        b"- 1\n- 2\n",
        b"title: \xe2\x80\xae gnol\npages: []\n",
        b"x" * (MIB + 1),
        b"\x00\x01\x02",
    ],
)  # fmt: skip
def test_hostile_text_is_a_finding(content: bytes) -> None:
    report = check(("a.yaml", content))
    assert report.questionnaire is None
    assert report.errors
    for line in report.lines:
        assert line.excerpt.isprintable()
        assert "/tmp" not in f"{line.file}{line.detail}"


def test_a_translation_that_is_not_declared_is_mentioned() -> None:
    report = check(("a.yaml", GOOD), ("fr.yaml", ENGLISH))
    assert report.questionnaire is not None
    assert [(line.level, line.file) for line in report.lines] == [("warning", "fr.yaml")]
