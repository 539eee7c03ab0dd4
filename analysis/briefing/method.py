"""The method note: what a reader must know to judge the numbers.

The entries follow the immediate-disclosure items of the AAPOR Code of Professional Ethics and
Practices (2021): who ran it and for whom, exact questions, population, how people were chosen and
recruited, modes, languages, dates, sample sizes and precision, weighting, processing, limitations.
"""

from math import sqrt
from statistics import NormalDist

from analysis.briefing.facts import FieldworkFacts, MarginFacts, SampleType
from analysis.briefing.fieldwork import name_mode
from analysis.briefing.frame import Frame
from analysis.briefing.outline import Bullets, Definitions, Paragraph, Section
from analysis.briefing.respondents import say_weights
from analysis.briefing.significance import list_tests
from analysis.rounding import name_rule, write_count, write_number, write_period
from analysis.wording import has, say


def present_method(frame: Frame) -> Section:
    """The whole note as a list of named entries, the limitations last."""
    blocks = (
        Definitions(tuple((say(f"method.{key}"), text) for key, text in _entries(frame) if text)),
        Paragraph(say("method.limitations") + ":"),
        Bullets(list_limitations(frame)),
        Paragraph(say("briefing.official"), "note"),
    )
    return Section("method", say("section.method"), blocks)


def _entries(frame: Frame) -> list[tuple[str, str]]:
    facts, method = frame.facts, frame.facts.method
    unknown = say("method.unknown")
    wording = say("method.questions_text", section=say("section.wording"))
    return [
        ("conductor", facts.conductor or unknown),
        ("sponsor", method.sponsor),
        ("purpose", method.purpose),
        ("population", method.population or unknown),
        ("recruitment", method.recruitment or say(f"method.recruit_{method.sample_type.value}")),
        ("modes", say_modes(facts.fieldwork)),
        ("languages", ", ".join(map(name_language, facts.fieldwork.languages))),
        ("dates", write_period(facts.fieldwork.started, facts.fieldwork.ended) or unknown),
        ("sizes", say_sizes(frame)),
        ("weighting", say_weighting(frame)),
        ("precision", say_precision(frame)),
        ("tests", say_tests(frame)),
        ("processing", " ".join(method.processing) or say("method.processing_default")),
        ("disclosure", say_disclosure(frame)),
        ("rounding", name_rule(facts.rounding)),
        ("questions", wording),
        ("contact", method.contact),
    ]


def say_modes(fieldwork: FieldworkFacts) -> str:
    """The response modes, each with its count where it may be shown."""
    parts = [
        say("method.mode_only", mode=name_mode(code))
        if count is None
        else say("method.mode_count", mode=name_mode(code), count=write_count(count))
        for code, count in fieldwork.modes
    ]
    return "; ".join(parts) + "." if parts else say("method.unknown")


def name_language(code: str) -> str:
    """A language in Vietnamese words, its code where the catalogue has none."""
    return say(f"language.{code}") if has(f"language.{code}") else code


def say_sizes(frame: Frame) -> str:
    """`800 phiếu phát ra; 753 phiếu thu về; 753 phiếu hợp lệ; cỡ mẫu hữu hiệu …`."""
    fieldwork, weights = frame.facts.fieldwork, frame.facts.weights
    parts = []
    if fieldwork.issued:
        parts.append(say("method.size_issued", issued=write_count(fieldwork.issued)))
    if fieldwork.returned is not None:
        parts.append(say("method.size_returned", returned=write_count(fieldwork.returned)))
    parts.append(say("method.size_valid", valid=write_count(fieldwork.valid)))
    if weights is not None:
        n_effective = write_count(weights.n_effective)
        deff = write_number(weights.kish_deff, 2)
        parts.append(say("method.size_effective", n_effective=n_effective, deff=deff))
    return "; ".join(parts) + "."


def say_weighting(frame: Frame) -> str:
    """How weights were made, from which sources, within which bounds."""
    weights = frame.facts.weights
    if weights is None:
        return say("method.weighting_none")
    sources = [_say_source(margin) for margin in frame.facts.margins if margin.source]
    parts = [say_weights(weights), "; ".join(sources) + "." if sources else ""]
    if weights.trim is not None:
        low, high = (write_number(bound, 1) for bound in weights.trim)
        parts.append(say("method.weighting_trim", low=low, high=high))
    if any(margin.missing_share for margin in frame.facts.margins):
        parts.append(say("method.weighting_missing"))
    return " ".join(part for part in (*parts, weights.note) if part)


def _say_source(margin: MarginFacts) -> str:
    return say(
        "method.weighting_source", group=margin.label, universe=margin.universe,
        year=say("respondents.year", year=margin.year) if margin.year else "",
        source=say("respondents.source_part", source=margin.source),
    )  # fmt: skip


def half_width(n_effective: float, level: float) -> float:
    """Half an interval at 50 % in percentage points: z·√(0,25/n_eff).

    >>> round(half_width(400, 0.95), 1)
    4.9
    """
    return 100 * NormalDist().inv_cdf(0.5 + level / 2) * sqrt(0.25 / n_effective)


def say_precision(frame: Frame) -> str:
    """The widest interval of the whole sample and what it rests on."""
    if frame.is_quiz:
        return say("method.precision_quiz")
    weights, facts = frame.facts.weights, frame.facts
    n_effective = weights.n_effective if weights else float(facts.fieldwork.valid)
    if n_effective <= 0:
        return ""
    is_random = facts.method.sample_type is SampleType.PROBABILITY
    key = "method.precision_confidence" if is_random else "method.precision_model"
    margin = write_number(half_width(n_effective, facts.method.level), 1)
    return say(key, name=frame.interval_name, margin=margin)


def say_tests(frame: Frame) -> str:
    """Which tests stand behind named differences."""
    count = len(list_tests(frame.facts))
    return say("method.tests_text", count=count) if count else say("method.tests_none")


def say_disclosure(frame: Frame) -> str:
    """What was hidden by which rule, and what the survey keeps of people."""
    method = frame.facts.method
    privacy = f"method.privacy_{method.privacy_mode}"
    parts = [
        say(privacy) if has(privacy) else "",
        say("method.disclosure_text", k=method.minimum_base) if method.minimum_base else "",
    ]
    return " ".join(part for part in parts if part)


def list_limitations(frame: Frame) -> tuple[str, ...]:
    """What the numbers cannot say: those given, and those every survey of this kind has."""
    facts = frame.facts
    found = list(facts.method.limitations)
    if not frame.is_quiz and facts.method.sample_type is SampleType.OPEN:
        found.append(say("method.limit_open"))
        if not facts.fieldwork.issued:
            found.append(say("method.limit_response"))
    if any(margin.source for margin in facts.margins):
        found.append(say("method.limit_target"))
    found.append(say("method.limit_self"))
    return tuple(found)
