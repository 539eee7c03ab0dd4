"""The briefing: facts -> outline (sections, sentences) -> a printable page."""
