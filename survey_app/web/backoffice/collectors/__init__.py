"""Collectors: the QR codes of a survey, their notices, and the files made of them."""
