"""Sheets on paper: the form, stacks, typing in, second keying."""
