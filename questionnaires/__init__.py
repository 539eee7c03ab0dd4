"""What a questionnaire is and how it behaves: pure, no web, no database, no clock."""
