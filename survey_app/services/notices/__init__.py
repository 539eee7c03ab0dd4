"""Notices of many collectors in one file."""
