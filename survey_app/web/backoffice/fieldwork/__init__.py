"""Fieldwork: the live board, the coverage, the reminders."""
