"""What citizens need: the page behind a code, and their answer sheet stored exactly once."""
