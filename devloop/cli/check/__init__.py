"""`devloop check` and `devloop flaky`."""
