"""The briefing: facts -> outline (sections, sentences) -> a printable page.

>>> page = render(build_outline(facts))  # doctest: +SKIP
"""

from analysis.briefing.build import build_outline
from analysis.briefing.facts import BriefingFacts
from analysis.briefing.html import render
from analysis.briefing.outline import Outline

__all__ = ["BriefingFacts", "Outline", "build_outline", "render"]
