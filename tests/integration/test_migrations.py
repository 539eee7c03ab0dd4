from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from survey_app.store import migrations
from survey_app.store.database import Database
from survey_app.store.errors import StoreError
from survey_app.store.models import BoxBase, DefaultBase

BASES = {"default": DefaultBase, "box": BoxBase}


def test_upgrade_from_empty_gives_the_tables_of_the_models(empty_database: Database) -> None:
    assert not migrations.is_current(empty_database)

    migrations.upgrade(empty_database)

    assert migrations.is_current(empty_database)
    empty_database.check()
    for name, engine in empty_database.engines.items():
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, BASES[name].metadata) == []


def test_every_constraint_has_its_name(database: Database) -> None:
    for name, engine in database.engines.items():
        inspector = inspect(engine)
        for table in BASES[name].metadata.tables.values():
            checks = inspector.get_check_constraints(table.name)
            wanted = {c.name for c in table.constraints if type(c).__name__ == "CheckConstraint"}
            assert {check["name"] for check in checks} == wanted
            if not table.dialect_options["sqlite"]["autoincrement"]:  # there SQLite takes no name
                assert inspector.get_pk_constraint(table.name)["name"] == f"pk_{table.name}"
            for key in inspector.get_foreign_keys(table.name):
                assert str(key["name"]).startswith(f"fk_{table.name}_")


def test_upgrade_again_keeps_the_rows(database: Database) -> None:
    with database.box_session(write=True) as session:
        session.execute(text("INSERT INTO batch_counter (id, value) VALUES (1, 7)"))
        session.commit()

    migrations.upgrade(database)

    with database.box_session() as session:
        assert session.execute(text("SELECT value FROM batch_counter")).scalar_one() == 7


@pytest.mark.parametrize("name", ["default", "box"])
def test_check_names_setting_and_command_of_an_unmigrated_database(
    database: Database, name: str
) -> None:
    with database.engines[name].begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))

    with pytest.raises(StoreError) as refusal:
        database.check()

    setting = {"default": "YDAN_DATABASE_URL", "box": "YDAN_BOX_URL"}[name]
    assert setting in str(refusal.value)
    assert migrations.COMMAND in str(refusal.value)


def test_a_downgrade_leaves_nothing_behind(database: Database) -> None:
    for name, engine in database.engines.items():
        with engine.execution_options(ydan_write=True).begin() as connection:
            command.downgrade(migrations.make_config(name, connection), "base")
        assert inspect(engine).get_table_names() == ["alembic_version"]


def test_the_command_migrates_what_the_settings_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YDAN_DATA", str(tmp_path / "new" / "folder"))
    monkeypatch.setenv("YDAN_SECRET_KEY", "q7Zp-0vNn3_tests-only-kX81LmRw5sYd2")
    assert migrations.main() == 0
    assert (tmp_path / "new" / "folder" / "box.sqlite3").is_file()
    assert migrations.main() == 0


def test_the_command_tells_what_is_wrong_in_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("YDAN_DATA", str(tmp_path))
    monkeypatch.setenv("YDAN_SECRET_KEY", "short")
    assert migrations.main() == 2
    assert capsys.readouterr().err.startswith("YDAN_SECRET_KEY")

    (tmp_path / "file").write_text("")
    monkeypatch.setenv("YDAN_DATA", str(tmp_path / "file" / "below"))
    monkeypatch.setenv("YDAN_SECRET_KEY", "q7Zp-0vNn3_tests-only-kX81LmRw5sYd2")
    assert migrations.main() == 2
    assert capsys.readouterr().err.startswith("YDAN_DATA")
