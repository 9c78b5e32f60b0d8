"""`devloop fix`."""
