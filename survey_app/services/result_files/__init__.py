"""Tables as files: neutral sheets, and a writer for each format."""
