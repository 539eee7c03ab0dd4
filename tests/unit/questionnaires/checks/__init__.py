"""Tests of `questionnaires/checks`."""
