"""One pass over the batches of a source gives every grouped sum that the estimates need."""
