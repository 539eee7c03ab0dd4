"""Tests of what staff see of a survey's results."""
