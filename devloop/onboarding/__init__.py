"""The first ten minutes of a project: surveyed, tried, and what it still lacks."""
