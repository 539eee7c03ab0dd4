"""What is kept of a person: a name, and a contact only where somebody needs one."""

import unicodedata

import structlog

from survey_app.services.accounts.add_person import check_name
from survey_app.services.audit import record
from survey_app.services.context import Context
from survey_app.services.people.handling import count_change, get_whole_person
from survey_app.services.refusal import Refusal

log = structlog.get_logger()
MOST_CONTACT = 80


def change_details(
    context: Context, person_id: int, *, name: str, contact: str, version: int | None = None
) -> None:
    """Write down another name or contact; nothing is recorded where nothing changes.

    Raises Refusal `unknown_person`, `person_changed`, `person_beyond_scope`, `bad_name`,
    `contact_too_long`.
    """
    values = {"name": check_name(name), "contact": check_contact(contact)}
    with context.database.session(write=True) as session:
        person = get_whole_person(session, context, person_id, version)
        changed = [field for field, value in values.items() if getattr(person, field) != value]
        if not changed:
            return
        for field in changed:
            setattr(person, field, values[field])
        count_change(person)
        record(session, context, "person.changed", f"person:{person_id}", fields=changed)
        session.commit()
    log.info("person_changed", person=person_id)


def check_contact(typed: str) -> str:
    """A contact, perhaps empty. Raises Refusal `contact_too_long`."""
    contact = " ".join(unicodedata.normalize("NFC", typed).split())
    if len(contact) > MOST_CONTACT or not contact.isprintable():
        raise Refusal("contact_too_long", most=MOST_CONTACT)
    return contact
