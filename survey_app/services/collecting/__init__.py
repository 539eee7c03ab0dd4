"""The officer's work with collectors: listing, making many, changing, rotating, retiring."""
