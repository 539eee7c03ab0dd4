"""People of the staff: list, invitation, one person, the register of collaborators."""
