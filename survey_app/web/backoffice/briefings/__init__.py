"""The room where briefings are put together, saved, printed and recomputed."""
