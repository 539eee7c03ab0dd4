"""Briefings: facts of a survey, chosen, written, saved with their figures."""
