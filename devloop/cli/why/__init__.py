"""`devloop why`."""
