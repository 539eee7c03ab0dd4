"""How simulated people answer a questionnaire: `<questionnaire id>.toml` beside this file."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Place:
    """A collector: its unit, what hangs there, how many sheets, and its share of the people."""

    label: str
    people: float
    unit: str | None = None
    issued: int | None = None
    channel: str = "qr"


@dataclass(frozen=True, slots=True)
class Habit:
    """How one item is answered.

    `skip` is the chance of no answer. `weights` are relative frequencies of codes (or of numbers),
    `given` replaces them for people with a certain earlier answer ("doi_tuong.hoc_sinh"). `shares`
    are the chances of each choice of several. `level` is the mean on a scored scale, `rows` shifts
    it for a row of a grid, `unknown` is the chance of "don't know". `texts` are what people write.
    """

    skip: float = 0.03
    weights: Mapping[str, float] = field(default_factory=dict)
    given: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    shares: Mapping[str, float] = field(default_factory=dict)
    level: float | None = None
    rows: Mapping[str, float] = field(default_factory=dict)
    unknown: float = 0.03
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Habits:
    """The people of one demonstration; equal habits always give equal answers.

    `owner` is the unit that runs the survey; `weeks` says how many come in each week. `refusing`
    is the share that says no to the consent, on top of them; `strangers` the share that answers
    away from home. `mood` shifts every scale for people with an answer ("tuoi.60+"), in steps of
    the scale; `drift` shifts it week by week.
    """

    seed: int
    weeks: tuple[int, ...]
    places: tuple[Place, ...]
    owner: str | None = None
    home_item: str = ""
    refusing: float = 0.0
    strangers: float = 0.0
    drift: float = 0.0
    mood: Mapping[str, float] = field(default_factory=dict)
    items: Mapping[str, Habit] = field(default_factory=dict)

    @property
    def people(self) -> int:
        """How many answer sheets there are in all."""
        return sum(self.weeks)


def read_habits(questionnaire_id: str) -> Habits:
    """The habits shipped for a questionnaire; FileNotFoundError if there are none."""
    text = (files("survey_app.demo") / f"{questionnaire_id}.toml").read_text("utf-8")
    return parse_habits(tomllib.loads(text))


def parse_habits(document: Mapping[str, Any]) -> Habits:
    """Habits from a TOML document; TypeError for a key that they do not have."""
    items = {
        item_id: Habit(**{**habit, "texts": tuple(habit.get("texts", ()))})
        for item_id, habit in document.get("items", {}).items()
    }
    places = tuple(Place(**place) for place in document["places"])
    weeks = tuple(document["weeks"])
    return Habits(**{**document, "items": items, "places": places, "weeks": weeks})
