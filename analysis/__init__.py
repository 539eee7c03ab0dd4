"""From columns of answers to weighted estimates, pictures and a briefing: pure, usable alone."""
