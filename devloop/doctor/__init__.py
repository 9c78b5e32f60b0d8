"""Diagnosis of hooks that do not protect, and the overview for `devloop status`."""
