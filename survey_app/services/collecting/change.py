"""Change what is said of a collector: its label, its channel, the number issued."""

from dataclasses import dataclass, field

from survey_app.services.audit import record
from survey_app.services.collecting.find import lock_collector
from survey_app.services.collecting.make_collector import check_texts, clean_label
from survey_app.services.context import Context

FIELDS = ("label", "channel", "issued")


@dataclass(frozen=True, slots=True)
class Change:
    """What an officer typed; `version` is that of the collector when the form was opened."""

    survey_id: int
    code: str
    version: int
    label: str
    channel: str
    issued: int | None


@dataclass(frozen=True, slots=True)
class Changed:
    """What became of it. `conflicts` are the fields that somebody else changed meanwhile to
    something other than what was typed: nothing was saved then. `now` is what stands stored."""

    version: int
    conflicts: tuple[str, ...] = ()
    now: dict[str, str | int | None] = field(default_factory=dict)

    @property
    def is_saved(self) -> bool:
        """Whether the change is stored."""
        return not self.conflicts


def change_collector(context: Context, change: Change) -> Changed:
    """Store the change, unless another officer changed the collector since the form was opened.

    Raises Refusal `unknown_collector`, `bad_issued`, `label_too_long`.
    """
    check_texts(change.label, change.channel, change.issued)
    typed = {
        "label": clean_label(change.label),
        "channel": change.channel,
        "issued": change.issued,
    }
    with context.database.session(write=True) as session:
        collector = lock_collector(session, change.code, change.survey_id)
        now = {name: getattr(collector, name) for name in FIELDS}
        differing = tuple(name for name in FIELDS if now[name] != typed[name])
        if differing and collector.version != change.version:
            return Changed(collector.version, differing, now)
        if differing:
            for name in differing:
                setattr(collector, name, typed[name])
            collector.version += 1
            target = f"collector:{collector.code}"
            record(session, context, "collector.changed", target, fields=list(differing))
        session.commit()
        version = collector.version
    context.pages.clear()
    return Changed(version, now=typed)
