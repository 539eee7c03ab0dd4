"""How a collector reaches people."""

CHANNELS = ("poster", "zalo", "facebook", "meeting", "other")
"""What an officer can choose from; older collectors and the command line may say otherwise."""

ENTRY_CHANNELS = ("paper", "interviewer")
"""Collectors of stacks of sheets that the staff keys in: nobody scans them."""
