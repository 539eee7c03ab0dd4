"""QR codes from the command line: by the province, replaced, out of use, printed."""

from io import BytesIO
from pathlib import Path

from pypdf import PdfReader

from tests.integration.services.collecting import LAI_CHAU, TAN_PHONG, commune_survey
from tests.support.site import Site


def run(site: Site, *arguments: object) -> tuple[int, str, str]:
    result = site.app.test_cli_runner().invoke(args=["survey", *map(str, arguments)])
    return result.exit_code, result.stdout, result.stderr


def test_a_province_on_one_line(site: Site) -> None:
    survey_id = commune_survey(site.context)

    exit_code, made, _ = run(site, "collector", survey_id, "--province", LAI_CHAU)
    again, nothing, said = run(site, "collector", survey_id, "--province", LAI_CHAU)

    assert (exit_code, again, nothing) == (0, 0, "")
    lines = [line.split(";") for line in made.splitlines()]
    assert len(lines) == 38
    assert TAN_PHONG in {unit for _, unit in lines}
    assert "38 xã, phường" in said


def test_unit_and_province_exclude_each_other(site: Site) -> None:
    survey_id = commune_survey(site.context)

    options = ("--province", LAI_CHAU, "--unit", TAN_PHONG)
    exit_code, made, said = run(site, "collector", survey_id, *options)

    assert (exit_code, made) == (2, "")
    assert "--unit hoặc --province" in said
    assert run(site, "collector", survey_id, "--province", "99")[0] == 1


def test_rotate_and_retire(site: Site) -> None:
    code = site.publish_design("single-choice")

    exit_code, new, _ = run(site, "rotate", code)

    assert exit_code == 0
    assert len(new.strip()) == 6
    assert run(site, "rotate", code)[0] == 1
    assert run(site, "retire", new.strip())[0] == 0
    site.forget_pages()
    assert site.client.get(f"/s/{new.strip()}").status == 410
    assert run(site, "retire", "--undo", new.strip())[0] == 0
    site.forget_pages()
    assert site.client.get(f"/s/{new.strip()}").status == 200
    assert run(site, "retire", "ZZZZZZ")[0] == 1


def test_notices_of_a_survey(site: Site, tmp_path: Path) -> None:
    survey_id = commune_survey(site.context)
    path = tmp_path / "notices.pdf"
    assert run(site, "notices", survey_id, "-o", path)[0] == 1
    run(site, "collector", survey_id, "--unit", TAN_PHONG)
    run(site, "collector", survey_id, "--unit", "03466")

    exit_code, said, _ = run(site, "notices", survey_id, "-o", path)

    assert (exit_code, "2 trang" in said) == (0, True)
    assert len(PdfReader(BytesIO(path.read_bytes())).pages) == 2
