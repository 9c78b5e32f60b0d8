"""Other hook managers' configurations as checks: pure functions from texts to proposals."""
