"""`devloop coverage`."""
