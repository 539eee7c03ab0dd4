"""The room where comments are read, accepted, covered and coded."""
