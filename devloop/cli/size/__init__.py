"""`devloop size`."""
