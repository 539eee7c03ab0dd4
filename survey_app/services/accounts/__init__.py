"""Accounts of the staff: who signs in, with what, from where, and for how long."""
