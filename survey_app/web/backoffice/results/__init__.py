"""The results room: what people answered, as pictures, tables and files."""
