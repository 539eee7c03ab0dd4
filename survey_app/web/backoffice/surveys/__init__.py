"""The life of surveys: listed, made, looked at, opened, closed, opened again."""
