"""Every command and setting is documented."""

from pathlib import Path

import click
from flask import Flask

from survey_app.cli import register_commands
from survey_app.config import Settings

ROOT = Path(__file__).parents[2]


def test_every_setting_is_documented() -> None:
    text = (ROOT / "docs" / "operate.md").read_text("utf-8")
    assert [name for name in Settings.model_fields if f"YDAN_{name.upper()}" not in text] == []


def test_every_command_is_documented() -> None:
    text = "\n".join(page.read_text("utf-8") for page in [*(ROOT / "docs").rglob("*.md")])
    app = Flask("documented")
    register_commands(app)
    names = [
        f"flask {group.name} {command}"
        for group in app.cli.commands.values()
        if isinstance(group, click.Group)
        for command in group.commands
    ]
    assert names
    assert [name for name in names if name not in text] == []
