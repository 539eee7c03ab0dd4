"""The fieldwork board: how many came from where, whom to call today."""
