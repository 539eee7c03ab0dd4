"""What `make bench` measures; the figures are kept in docs/performance."""
