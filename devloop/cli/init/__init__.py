"""`devloop init`."""
