"""`devloop status`, `doctor`, `log` and `gc`."""
