"""Files to batches of columns: the only room with file formats."""
