"""How a collector reaches people."""

CHANNELS = ("poster", "zalo", "facebook", "meeting", "other")
"""What an officer can choose from; older collectors and the command line may say otherwise."""
