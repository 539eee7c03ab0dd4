"""What holds when networks and machines do not: kill -9, dropped replies, double taps."""
