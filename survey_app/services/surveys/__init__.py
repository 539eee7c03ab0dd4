"""The life of a survey: made from a questionnaire, opened, closed, opened again, put away."""
