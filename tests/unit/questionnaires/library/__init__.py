"""Tests of `questionnaires/library`."""
