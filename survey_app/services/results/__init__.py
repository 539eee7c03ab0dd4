"""What staff see of a survey: every table of a release, computed once and kept.

Pages and downloads are made from `shown.shown_results` and from nothing else.
"""
