"""`devloop push`."""
