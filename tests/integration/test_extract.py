import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest
from sqlalchemy import Connection, delete, insert, text, update

from analysis.source import Source
from questionnaires.model import Questionnaire
from survey_app.store import (
    collector_queries,
    migrations,
    questionnaire_queries,
    response_queries,
    survey_queries,
)
from survey_app.store.database import Database
from survey_app.store.errors import StoreError
from survey_app.store.extract import delete_snapshot, extract
from survey_app.store.extract.source import SnapshotSource
from survey_app.store.models import Collector, Response
from survey_app.store.writer import Writer, make_writer
from tests.integration.responses import HASHES, make_response

Read = Callable[..., SnapshotSource]
NOW = datetime(2026, 7, 6, tzinfo=UTC)


def choices(*codes: str) -> list[dict[str, str]]:
    return [{"code": code, "text": code} for code in codes]


QUESTIONNAIRE = Questionnaire.model_validate(
    {
        "format": "ydan/1",
        "id": "columns",
        "title": "Mọi loại câu hỏi",
        "consent": {"text": "Đồng ý?", "yes": "Có", "no": "Không"},
        "groups": [{"id": "gioi", "label": "Giới"}, {"id": "kenh", "label": "Kênh"}],
        "pages": [
            {
                "id": "a",
                "items": [
                    {"id": "sex", "type": "single", "text": "?", "tag": "gioi"}
                    | {"choices": choices("nam", "nu")},
                    {"id": "class", "type": "scale", "text": "?"}
                    | {"choices": choices("1", "2", "9")},
                    {"id": "q4", "type": "grid", "text": "?"}
                    | {"rows": choices("thai_do", "1"), "choices": choices("1", "2", "3")},
                    {"id": "q6", "type": "multiple", "text": "?"}
                    | {"choices": choices("song", "chu", "khac")},
                    {"id": "q7", "type": "ranking", "text": "?"}
                    | {"choices": choices("a", "b", "c")},
                    {"id": "tuoi", "type": "integer", "text": "?"},
                    {"id": "diem", "type": "decimal", "text": "?"},
                    {"id": "loi", "type": "text", "text": "?"},
                    {"id": "ngay", "type": "date", "text": "?"},
                ],
            }
        ],
    }
)


def values(source: Source, name: str) -> list[object]:
    """A column as labels or numbers, None for missing; sorted rows are not promised."""
    found: list[object] = []
    column = source.columns[name]
    for batch in source.batches([name]):
        array = batch[name]
        if column.kind == "category":
            assert array.dtype.kind == "u"
            found += [column.labels[code - 1] if code else None for code in array]
        else:
            assert array.dtype == np.float64
            found += [None if np.isnan(value) else float(value) for value in array]
    return found


def rows(source: Source, *names: str) -> list[tuple[object, ...]]:
    """The rows of some columns, sorted."""
    return sorted(zip(*(values(source, name) for name in names), strict=True), key=str)


@pytest.fixture
def read(database: Database, tmp_path: Path) -> Read:
    def read_now(upto_batch: int | None = None, survey_id: int = 1) -> SnapshotSource:
        return extract(database, survey_id, QUESTIONNAIRE, tmp_path / "snapshots", upto_batch)

    return read_now


def test_every_item_type_becomes_its_columns(read: Read, writer: Writer) -> None:
    writer.submit(
        make_response(
            {
                "sex": "nu",
                "class": "9",
                "q4": {"thai_do": "3", "1": "1"},
                "q6": ["song", "khac"],
                "q6.other": "máy bơm",
                "q7": ["c", "a"],
                "tuoi": 40,
                "diem": 2.5,
                "loi": "cảm ơn",
                "ngay": "2026-07-01",
            },
            tags={"gioi": "nu", "kenh": "loa"},
        )
    )
    source = read()

    assert source.rows == 1
    assert {name: values(source, name)[0] for name in source.columns} == {
        "sex": "nu",
        "class": "9",
        "q4.thai_do": "3",
        "q4.1": "1",
        "q6.song": 1.0,
        "q6.chu": 0.0,
        "q6.khac": 1.0,
        "q7.a": 2.0,
        "q7.b": None,
        "q7.c": 1.0,
        "tuoi": 40.0,
        "diem": 2.5,
        "group.gioi": "nu",
        "group.kenh": "loa",
        "unit": None,
        "mode": "qr",
        "collector": "ABCDEF",
        "date": "2026-07-06",
    }
    assert source.columns["class"].labels == ("1", "2", "9")
    assert source.columns["group.gioi"].labels == ("nam", "nu")


def test_what_was_not_answered_is_missing(read: Read, writer: Writer) -> None:
    writer.submit(make_response({}))
    source = read()
    answered = {"mode", "collector", "date"}
    for name in source.columns:
        assert (values(source, name) == [None]) is (name not in answered), name


def test_an_empty_survey_has_all_columns_and_no_rows(read: Read) -> None:
    source = read()
    assert source.rows == 0
    assert list(source.batches(["sex", "q6.song"])) == []
    assert {"sex", "q4.thai_do", "group.gioi", "unit", "date"} <= source.columns.keys()


def test_other_surveys_stay_out(read: Read, writer: Writer) -> None:
    writer.submit(make_response({"sex": "nam"}))
    writer.submit(make_response({"sex": "nu"}, survey_id=2))
    assert values(read(), "sex") == ["nam"]
    assert values(read(survey_id=2), "sex") == ["nu"]


def test_only_new_rows_are_read_the_second_time(
    read: Read, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day in (3, 1):
        writer.submit(make_response({"sex": "nam"}, date=date(2026, 7, day)))
    assert read().columns["date"].labels == ("2026-07-01", "2026-07-03")

    encoded: list[int] = []
    original = extract.__globals__["Layout"].encode

    def counting(self: object, new: list[object], labels: object) -> object:
        encoded.append(len(new))
        return original(self, new, labels)

    monkeypatch.setattr(extract.__globals__["Layout"], "encode", counting)
    read()
    assert encoded == []
    writer.submit(make_response({"sex": "nu"}, date=date(2026, 7, 2)))
    source = read()
    assert encoded == [1]
    assert rows(source, "sex", "date") == [
        ("nam", "2026-07-01"),
        ("nam", "2026-07-03"),
        ("nu", "2026-07-02"),
    ]
    assert source.columns["date"].labels == ("2026-07-01", "2026-07-02", "2026-07-03")


def test_an_earlier_state_can_be_read_again(read: Read, database: Database, writer: Writer) -> None:
    writer.submit(make_response({"sex": "nam"}, collector="AAAAAA"))
    with database.box_session() as session:
        shown = response_queries.newest_batch(session)
    writer.submit(make_response({"sex": "nu"}, collector="BBBBBB"))

    assert read().rows == 2
    earlier = read(shown)
    assert rows(earlier, "sex", "collector") == [("nam", "AAAAAA")]
    assert earlier.columns["collector"].labels == ("AAAAAA",)
    assert read(-1).rows == 0


def add_survey_of_units(database: Database, units: dict[str, str | None]) -> int:
    """A survey of its own whose collectors are of these units; returns its id."""
    with database.session(write=True) as session:
        questionnaire_queries.add_version(
            session,
            content_hash=HASHES["f"],
            questionnaire_id="columns",
            content=b"{}",
            now=NOW,
        )
        survey = survey_queries.add_survey(session, version_hash=HASHES["f"], title="Thử", now=NOW)
        for code, unit in units.items():
            collector_queries.add_collector(
                session, code=code, survey_id=survey.id, unit_code=unit, now=NOW
            )
        session.commit()
        return survey.id


def test_the_unit_comes_from_the_collector(read: Read, database: Database, writer: Writer) -> None:
    survey_id = add_survey_of_units(
        database, {"AAAAAA": "03052", "BBBBBB": None, "CCCCCC": "03019"}
    )
    for code in ("AAAAAA", "BBBBBB", "AAAAAA"):
        writer.submit(make_response({}, collector=code))

    source = read(survey_id=survey_id)
    assert values(source, "unit").count("03052") == 2
    assert values(source, "unit").count(None) == 1
    assert source.columns["unit"].labels == ("03052",)


@pytest.mark.parametrize("damage", ["shorten", "flip", "remove", "manifest", "manifest_shape"])
def test_a_damaged_snapshot_is_made_again(
    read: Read, writer: Writer, tmp_path: Path, damage: str
) -> None:
    for sex in ("nam", "nu", "nu"):
        writer.submit(make_response({"sex": sex}))
    read()
    [piece] = (tmp_path / "snapshots" / "1").glob("*.piece")
    manifest = piece.with_name("manifest.json")
    content = piece.read_bytes()
    if damage == "shorten":
        piece.write_bytes(content[:-64])
    elif damage == "flip":
        piece.write_bytes(bytes([content[0] ^ 1]) + content[1:])
    elif damage == "remove":
        piece.unlink()
    elif damage == "manifest":
        manifest.write_text("{")
    else:
        manifest.write_text('{"pieces": [{"name": "x"}]}')

    assert sorted(values(read(), "sex"), key=str) == ["nam", "nu", "nu"]


def test_deleted_responses_leave_the_snapshot_too(
    read: Read, database: Database, writer: Writer, tmp_path: Path
) -> None:
    sheets = [make_response({"sex": "nam"}) for _ in range(3)]
    for sheet in sheets:
        writer.submit(sheet)
    assert read().rows == 3
    with database.box_session(write=True) as session:
        session.execute(delete(Response).where(Response.id == sheets[0].id))
        session.commit()
    assert read().rows == 2

    with database.box_session(write=True) as session:
        assert response_queries.delete_responses(session, 1) == 2
        session.commit()
    assert read().rows == 0
    assert list((tmp_path / "snapshots" / "1").glob("*.piece")) == []
    delete_snapshot(1, tmp_path / "snapshots")
    assert not (tmp_path / "snapshots" / "1").exists()


def test_a_new_layout_makes_the_snapshot_again(
    database: Database, read: Read, writer: Writer, tmp_path: Path
) -> None:
    writer.submit(make_response({"sex": "nu", "tuoi": 30}))
    read()
    document = QUESTIONNAIRE.model_dump()
    document["pages"][0]["items"][0]["choices"] = choices("khac", "nu", "nam")
    changed = Questionnaire.model_validate(document)

    source = extract(database, 1, changed, tmp_path / "snapshots")
    assert values(source, "sex") == ["nu"]
    assert source.columns["sex"].labels == ("khac", "nu", "nam")


def test_pieces_grow_and_start_anew_when_full(
    read: Read, writer: Writer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("survey_app.store.extract.PIECE_ROWS", 4)
    monkeypatch.setattr("survey_app.store.extract.READ_ROWS", 2)
    for number in range(11):
        writer.submit(make_response({"tuoi": number}))
        if number % 3 == 0:
            read()
    source = read()
    assert values(source, "tuoi") == [float(number) for number in range(11)]
    assert len(list((tmp_path / "snapshots" / "1").glob("*.piece"))) == 3
    assert [len(batch["tuoi"]) for batch in source.batches(["tuoi"])] == [4, 5, 2]
    for first_row in range(12):
        late = [
            value for batch in source.batches_from(["tuoi"], first_row) for value in batch["tuoi"]
        ]
        assert late == [float(number) for number in range(first_row, 11)]


def test_a_snapshot_keeps_its_identity_while_it_only_grows(
    read: Read, writer: Writer, tmp_path: Path
) -> None:
    folder = tmp_path / "snapshots" / "1"
    writer.submit(make_response({"tuoi": 1}))
    first = read().identity
    writer.submit(make_response({"tuoi": 2}))
    assert first
    assert read(upto_batch=1).identity == read().identity == first
    (folder / "manifest.json").unlink()
    for name in ("sums", "sums.12.34", "results-000000000002-00000000000000000-0-abc.json"):
        (folder / name).write_bytes(b"of rows that may be others now")
    second = read().identity
    assert second not in ("", first)
    assert list(folder.glob("sums*")) == list(folder.glob("results-*")) == []


def test_other_answers_under_the_batches_of_a_restored_box_are_read(
    read: Read, database: Database, writer: Writer, tmp_path: Path
) -> None:
    """As many answers under the same batch: the snapshot of those before the restore was read."""
    folder = tmp_path / "snapshots" / "1"
    for tuoi in (1, 2):
        writer.submit(make_response({"tuoi": tuoi}))
    first = read().identity
    (folder / "results-000000000003-00000000000000000-0-abc.json").write_bytes(b"of those before")
    with database.box_session(write=True) as session:  # what a restore and another answer leave
        last = response_queries.find_last_id(session, 1, upto_batch=2**62)
        row = session.query(Response).filter_by(id=last).one()
        other = make_response({"tuoi": 3})
        values_of = {column.key: getattr(row, column.key) for column in Response.__table__.columns}
        session.execute(delete(Response).where(Response.id == last))
        answers = json.dumps({"tuoi": 3}) if isinstance(row.answers, str) else {"tuoi": 3}
        session.execute(insert(Response).values({**values_of, "id": other.id, "answers": answers}))
        session.commit()
    source = read()
    assert values(source, "tuoi") == [1.0, 3.0]
    assert source.identity != first
    assert list(folder.glob("results-*")) == []


def test_a_collector_that_changes_its_unit_ends_what_was_kept(
    read: Read, database: Database, writer: Writer
) -> None:
    """Sums by unit that were kept under the identity would have stood under the old unit."""
    survey_id = add_survey_of_units(database, {"AAAAAA": "03052", "BBBBBB": None})
    writer.submit(make_response({"tuoi": 1}, collector="AAAAAA", survey_id=survey_id))
    first = read(survey_id=survey_id).identity
    writer.submit(make_response({"tuoi": 2}, collector="BBBBBB", survey_id=survey_id))
    assert read(survey_id=survey_id).identity == read(survey_id=survey_id).identity == first
    with database.session(write=True) as session:
        session.execute(
            update(Collector).where(Collector.code == "AAAAAA").values(unit_code="03019")
        )
        session.commit()
    moved = read(survey_id=survey_id)
    assert moved.identity not in ("", first)
    assert values(moved, "unit") == ["03019", None]
    assert values(moved, "tuoi") == [1.0, 2.0]
    assert read(survey_id=survey_id).identity == moved.identity


def test_a_snapshot_of_a_program_before_gets_an_identity_when_it_grows(
    read: Read, writer: Writer, tmp_path: Path
) -> None:
    writer.submit(make_response({"tuoi": 1}))
    read()
    manifest = tmp_path / "snapshots" / "1" / "manifest.json"
    document = json.loads(manifest.read_text("utf-8"))
    for key in ("identity", "last", "units"):
        del document[key]
    manifest.write_text(json.dumps(document), "utf-8")
    assert read().identity == ""
    writer.submit(make_response({"tuoi": 2}))
    assert read().identity
    assert values(read(), "tuoi") == [1.0, 2.0]


def test_an_extract_while_answers_come_is_whole(
    read: Read, database: Database, writer: Writer
) -> None:
    """Several at once, beside the writer: each sees whole rows, and later ones never fewer."""

    def extract_now(_: int) -> int:
        source = read()
        assert values(source, "tuoi") == values(source, "diem")
        return source.rows

    with ThreadPoolExecutor(4) as threads:
        sheets = [make_response({"tuoi": n, "diem": n}) for n in range(200)]
        storing = [threads.submit(writer.submit, sheet) for sheet in sheets]
        counts = [extract_now(turn) for turn in range(5)]
        counts += threads.map(extract_now, range(6))
    assert counts[:5] == sorted(counts[:5])
    assert all(one.result() for one in storing)
    assert sorted(values(read(), "tuoi"), key=str) == sorted(map(float, range(200)), key=str)


def test_more_choices_than_a_byte_holds(database: Database, writer: Writer, tmp_path: Path) -> None:
    codes = [f"c{number}" for number in range(300)]
    document = QUESTIONNAIRE.model_dump()
    document["pages"][0]["items"][0]["choices"] = choices(*codes)
    wide = Questionnaire.model_validate(document)
    writer.submit(make_response({"sex": "c299"}))

    source = extract(database, 1, wide, tmp_path / "snapshots")
    assert values(source, "sex") == ["c299"]
    assert next(source.batches(["sex"]))["sex"].dtype == np.uint16


def test_an_answer_of_another_shape_is_refused_not_dropped(read: Read, writer: Writer) -> None:
    writer.submit(make_response({"tuoi": "bốn mươi"}))
    with pytest.raises(StoreError) as refusal:
        read()
    assert "bốn" not in str(refusal.value)


def insert_late(connection: Connection) -> None:
    connection.execute(
        text(
            "INSERT INTO response (id, survey_id, version_hash, collector, mode, tags, answers, "
            "date, flags, content_hash, batch) VALUES (:id, 1, :hash, 'LATEEE', 'qr', '{}', '{}', "
            "'2026-07-06', '[]', :hash, CAST(CAST(pg_current_xact_id() AS text) AS bigint))"
        ),
        {"id": uuid4(), "hash": HASHES["c"]},
    )


def test_a_late_commit_on_postgresql_is_not_missed(
    postgresql_database: Database, tmp_path: Path
) -> None:
    """A transaction that began first and commits last must come with the next extract."""

    def codes() -> list[object]:
        source = extract(postgresql_database, 1, QUESTIONNAIRE, tmp_path / "snapshots")
        return sorted(values(source, "collector"), key=str)

    writer = make_writer(postgresql_database)
    writer.submit(make_response({}, collector="EARLYY"))
    with postgresql_database.box.connect() as late:
        insert_late(late)
        writer.submit(make_response({}, collector="SECOND"))
        assert codes() == ["EARLYY"]
        late.commit()
    assert codes() == ["EARLYY", "LATEEE", "SECOND"]
    writer.close()


def test_a_restored_postgresql_is_told_and_put_right(
    postgresql_database: Database, tmp_path: Path
) -> None:
    """Batch numbers of another server lie in this one's future."""
    with postgresql_database.box.begin() as connection:
        insert_late(connection)
        connection.execute(text("UPDATE response SET batch = 900000000000"))
    with pytest.raises(StoreError, match=r"YDAN_BOX_URL.*restored"):
        postgresql_database.check()

    migrations.upgrade(postgresql_database)

    postgresql_database.check()
    assert extract(postgresql_database, 1, QUESTIONNAIRE, tmp_path / "snapshots").rows == 1
