"""What earlier screens brought, carried in the form itself: signed and compressed.

The server keeps no draft. The carry holds the fields as they were typed, so that going back shows
them again even where they were no valid answer yet.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from itsdangerous import BadData, URLSafeSerializer

from survey_app.web.shared.form_body import Fields


class CarryError(ValueError):
    """A carry that was changed on its way, or belongs to another collector or version."""


@dataclass(frozen=True, slots=True)
class Carry:
    """The fields typed so far, the items of the screen it was sent with, and the phone's ability.

    `is_live` says that the phone runs our script. `item_ids` is empty on the consent page.
    """

    is_live: bool = False
    item_ids: tuple[str, ...] = ()
    fields: Fields = field(default_factory=dict)


class Carrier:
    """Packs and unpacks carries under the secret key."""

    def __init__(self, secret_key: str) -> None:
        self._secret_key = secret_key

    def pack(self, carry: Carry, *, collector_code: str, version_hash: str) -> str:
        """Return a carry as text for a hidden field, or nothing when there is nothing to carry."""
        if carry == Carry():
            return ""
        document = {"l": int(carry.is_live), "s": carry.item_ids, "f": carry.fields}
        text = self._serializer(collector_code, version_hash).dumps(document)
        return text if isinstance(text, str) else text.decode()

    def unpack(self, text: str, *, collector_code: str, version_hash: str) -> Carry:
        """Return the carry of a form of this collector and version; raises CarryError."""
        if not text:
            return Carry()
        try:
            document = self._serializer(collector_code, version_hash).loads(text)
        except BadData as error:
            raise CarryError from error
        fields: Mapping[str, list[str]] = document["f"]
        return Carry(
            is_live=bool(document["l"]),
            item_ids=tuple(document["s"]),
            fields={name: tuple(values) for name, values in fields.items()},
        )

    def _serializer(self, collector_code: str, version_hash: str) -> URLSafeSerializer:
        return URLSafeSerializer(
            self._secret_key, salt=f"ydan.carry:{collector_code}:{version_hash}"
        )
