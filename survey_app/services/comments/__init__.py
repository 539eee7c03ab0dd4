"""Open comments: copied in steps, reviewed, covered, coded by topic."""
