"""Charts: what a table says, as a picture that a phone, a printer and a screen reader can read."""
