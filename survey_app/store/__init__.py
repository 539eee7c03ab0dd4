"""The only room that speaks SQL: models, queries, the writer of answers, the extract."""
