"""The use cases: plain functions that own their transaction and know no Flask."""
