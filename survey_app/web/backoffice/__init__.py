"""The staff's side: one room for each task of theirs."""
