"""The audit log: who changed, signed in or took out what."""
