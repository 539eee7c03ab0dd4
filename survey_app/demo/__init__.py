"""Simulated respondents for the demonstration; never for a real survey."""
