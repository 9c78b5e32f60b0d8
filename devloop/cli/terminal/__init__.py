"""Speaking to a person: console, progress, and how results are shown."""
