"""Hiding small cells, and what would give them away: the last step before anything is shown."""
