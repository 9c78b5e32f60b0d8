"""`devloop split`."""
