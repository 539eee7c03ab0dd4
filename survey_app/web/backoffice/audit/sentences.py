"""An event of the audit log as a sentence; what has no words is shown by its code."""

from survey_app.services.audit_log import EventLine
from survey_app.web.backoffice.audit import actions, details, targets, values
from survey_app.web.shared.staff.formats import NOTHING
from survey_app.wording import say


def tell(line: EventLine, language: str) -> str:
    """What was done: `mở cuộc khảo sát 12`. Without who did it."""
    message = actions.SENTENCES.get(line.action)
    if message is None:
        return f"{line.action} ({line.target})"
    text = say(message, language)
    return text % {"target": name_target(line, language)} if "%(" in text else text


def name_target(line: EventLine, language: str) -> str:
    """What it was done to: a person by name where that is known, all else by number or code."""
    if line.target_name:
        return line.target_name
    noun, _, number = line.target.partition(":")
    message = targets.SENTENCES.get(noun)
    return say(message, language, number=number) if message and number else line.target


def tell_details(line: EventLine, language: str) -> list[tuple[str, str]]:
    """The details as (what, value) pairs in the order of their keys; empty ones are left out."""
    return [
        (_word(details.SENTENCES, key, language), _value(value, language))
        for key, value in sorted(line.details.items())
        if value not in (None, "", [])
    ]


def action_names(language: str) -> list[tuple[str, str]]:
    """(code, words) of every action that has words, for a list to choose from."""
    rest = {"target": "…"}
    named = [
        (code, text % rest if "%(" in (text := say(message, language)) else text)
        for code, message in actions.SENTENCES.items()
    ]
    return sorted(named, key=lambda pair: pair[0])


def _value(value: object, language: str) -> str:
    if isinstance(value, list):
        return ", ".join(_value(one, language) for one in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_value(one, language)}" for key, one in sorted(value.items()))
    if isinstance(value, bool) or value is None:
        return {True: "✓", False: NOTHING, None: NOTHING}[value]
    return _word(values.SENTENCES, str(value), language)


def _word(table: object, code: str, language: str) -> str:
    message = table.get(code) if isinstance(table, dict) else None
    return say(message, language) if message else code
