"""From base weights to weights that meet known margins."""
