"""Sentences for what the services of a survey's life refuse with."""

from collections.abc import Mapping

SENTENCES: Mapping[str, str] = {
    "reason_missing": "Say why the survey is opened again (%(least)s letters or more)",
    "reason_too_long": "The reason may have %(most)s characters at most",
    "bad_characters": "The text holds an invisible character (%(character)s); type it again",
    "not_over": "Survey %(survey)s is not over, so it cannot be opened again",
    "limit_still_reached": (
        "A limit of survey %(survey)s is still reached: give a later closing day or a higher number"
    ),
    "title_missing": "Give the survey a name",
    "title_too_long": "A name may have %(most)s characters at most",
    "unknown_questionnaire": "The library has no questionnaire %(questionnaire)s",
    "bad_settings": "The settings were not saved; see what is wrong beside each field",
    "changed_meanwhile": "Somebody else changed survey %(survey)s just now; look and try again",
    "not_a_draft": "Survey %(survey)s was opened before; it cannot be deleted, put it away",
    "survey_in_use": (
        "Survey %(survey)s already has sheets or a further wave, so it cannot be deleted"
    ),
    "still_open": "Survey %(survey)s is open: close it before putting it away",
    "upload_expired": "The checked file can no longer be read; choose it once more",
}
