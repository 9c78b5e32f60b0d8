"""Verdicts: outcome, key, and the store."""
