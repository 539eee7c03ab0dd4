"""Scripts that make the data that is shipped."""
