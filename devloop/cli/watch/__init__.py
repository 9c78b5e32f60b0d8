"""`devloop watch`."""
