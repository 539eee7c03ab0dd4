"""What a citizen's form brought, taken apart once: our own fields, the carry, the answers typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from questionnaires.characters import find_hidden
from survey_app.services.answering.collector_page import CollectorPage
from survey_app.web.public.carry import Carrier, Carry, CarryError
from survey_app.web.public.problems import item_of
from survey_app.web.shared.form_body import Fields

OWN_FIELDS = frozenset({"submission_id", "csrf_token", "consent", "carry", "action", "_live"})
ACTIONS = frozenset({"next", "back", "send"})


@dataclass(frozen=True, slots=True)
class Posted:
    """A form as it came in.

    `submission_id` is None where it is missing or no UUID; `action` is empty where it is none of
    ours. `fields` are the answers typed now; `earlier` those of the carry that this screen did not
    show. `shown` are the items of the screen it was sent from, none on the consent page; without a
    carry, the items that were typed.
    """

    submission_id: UUID | None
    token: str
    consent: str
    action: str
    is_live: bool
    is_carry_broken: bool
    shown: tuple[str, ...]
    fields: Fields
    earlier: Fields

    @property
    def all_fields(self) -> dict[str, tuple[str, ...]]:
        """Everything typed so far, now or on earlier screens."""
        return {**self.earlier, **self.fields}


def read_posted(fields: Fields, page: CollectorPage, carrier: Carrier) -> Posted:
    """Take a form apart; nothing in it is refused here, only named."""
    try:
        carry = carrier.unpack(
            _one(fields, "carry"), collector_code=page.code, version_hash=page.version_hash
        )
        is_broken = len(fields.get("carry", ())) > 1
    except CarryError:
        carry, is_broken = Carry(), True
    typed = {name: values for name, values in fields.items() if name not in OWN_FIELDS}
    shown = frozenset(carry.item_ids).union(item_of(name) for name in typed)
    action = _one(fields, "action") if "action" in fields else "send"
    return Posted(
        submission_id=_uuid(_one(fields, "submission_id")),
        token=_one(fields, "csrf_token"),
        consent=_one(fields, "consent"),
        action=action if action in ACTIONS else "",
        is_live=carry.is_live or "_live" in fields,
        is_carry_broken=is_broken,
        shown=carry.item_ids or tuple(dict.fromkeys(item_of(name) for name in typed)),
        fields=typed,
        earlier={
            name: values for name, values in carry.fields.items() if item_of(name) not in shown
        },
    )


def printable(fields: Fields) -> Mapping[str, tuple[str, ...]]:
    """Return the fields without the characters that no page may hold, to be shown again."""
    return {name: tuple(_printable(value) for value in values) for name, values in fields.items()}


def _one(fields: Fields, name: str) -> str:
    values = fields.get(name, ())
    return values[0] if len(values) == 1 else ""


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if len(text) == 36 else None
    except ValueError:
        return None


def _printable(text: str) -> str:
    return text if text.isprintable() else "".join(sign for sign in text if _is_shown(sign))


def _is_shown(sign: str) -> bool:
    is_character = ord(sign) & 0xFFFE != 0xFFFE
    return is_character and find_hidden(sign) is None
