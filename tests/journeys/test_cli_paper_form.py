"""`flask survey form`: the paper form from the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.site import DESIGNS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.site import Site


def test_the_form_is_written_in_the_language_asked_for(site: Site, tmp_path: Path) -> None:
    site.publish(DESIGNS / "two-languages" / "questionnaire.yaml", is_open=False)
    run = site.app.test_cli_runner().invoke
    sizes = []
    for arguments in ([], ["--language", "en"]):
        path = tmp_path / "phieu.pdf"
        result = run(args=["survey", "form", "1", "-o", str(path), *arguments])
        assert (result.exit_code, result.stderr) == (0, "")
        assert path.read_bytes().startswith(b"%PDF")
        sizes.append(path.read_bytes())
    assert sizes[0] != sizes[1]


def test_an_unknown_language_and_survey_are_refused_in_words(site: Site, tmp_path: Path) -> None:
    site.publish(DESIGNS / "single-choice.yaml", is_open=False)
    run = site.app.test_cli_runner().invoke
    path = str(tmp_path / "phieu.pdf")
    unknown = run(args=["survey", "form", "1", "-o", path, "--language", "xx"])
    assert (unknown.exit_code, unknown.stdout) == (1, "")
    assert "xx" in unknown.stderr
    assert "vi" in unknown.stderr
    missing = run(args=["survey", "form", "99", "-o", path])
    assert missing.exit_code == 1
    assert not (tmp_path / "phieu.pdf").exists()
