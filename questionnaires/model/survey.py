"""What a questionnaire says about the survey around its items."""

import datetime
from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, Field, model_validator
from pydantic_core import PydanticCustomError

from questionnaires.model.scalars import Code, Flag, Language, LooseText, Name, Part, Text


class Consent(Part):
    """What is agreed to, and the two buttons."""

    text: Text
    yes: Text
    no: Text


class Privacy(Part):
    """What is kept of a respondent, and how small a cell may be shown."""

    mode: Literal["confidential", "anonymous", "named"] = "confidential"
    k_min: Annotated[int, Field(ge=1, le=1_000)] = 10
    time_grain: Literal["day", "week", "month"] = "day"
    keep_raw_days: Annotated[int, Field(ge=1, le=36_500)] = 365


class Group(Part):
    """A respondent group, fed by the item with this `tag` or by the collector."""

    id: Name
    label: Text


class Target(Part):
    """The known make-up of a population by one group; the collector of the figures is named."""

    group: Name
    universe: Text
    year: Annotated[int, Field(ge=1900, le=2200)]
    source: Text
    counts: dict[Code, Annotated[float, Field(ge=0)]] = Field(default_factory=dict)
    shares: dict[Code, Annotated[float, Field(ge=0, le=1)]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _either(self) -> Self:
        if bool(self.counts) == bool(self.shares):
            raise PydanticCustomError("counts_or_shares", "either counts or shares")
        return self


class Weighting(Part):
    """How responses are weighted to the targets; `trim` bounds the factors."""

    method: Literal["rake", "poststratify"] = "rake"
    trim: tuple[Annotated[float, Field(gt=0)], Annotated[float, Field(gt=0)]] | None = None
    missing: Literal["own_class", "refuse"] = "own_class"
    note: LooseText = ""
    targets: tuple[Target, ...] = ()


class Quota(Part):
    """How many responses at most of each code of a group."""

    group: Name
    cells: dict[Code, Annotated[int, Field(ge=0)]]


class Indicator(Part):
    """A headline figure and the threshold it is held against (a share)."""

    id: Name
    text: Text
    item: Name
    measure: Literal["top_box", "mean_top_box"] = "top_box"
    threshold: Annotated[float, Field(ge=0, le=1)] | None = None
    note: LooseText = ""


class Sample(Part):
    """How people were chosen; the columns that carry a probability design."""

    type: Literal["probability", "invited", "open"] = "open"
    weight: str | None = None
    strata: str | None = None
    clusters: tuple[str, ...] = ()
    fpc: tuple[str, ...] = ()
    note: LooseText = ""


class Stop(Part):
    """When a survey closes by itself."""

    close_at: AwareDatetime | None = None
    close_after: Annotated[int, Field(ge=1)] | None = None


class Tables(Part):
    """The tables that are published: pairs of groups crossed with each other."""

    pairs: tuple[tuple[Name, Name], ...] = ()


class TranslatedText(Part):
    """A text in another language, with the mark of the source text it was made from."""

    source: Annotated[str, Field(pattern=r"^[0-9a-f]{8}$")]
    text: LooseText


class Translation(Part):
    """The texts of one language by their paths."""

    format: Literal["ydan/1"]
    language: Language
    texts: dict[str, TranslatedText] = Field(default_factory=dict)
    reviewed: Flag = False
    reviewed_on: datetime.date | None = None
