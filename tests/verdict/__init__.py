"""Tests of what a verdict depends on and of where verdicts are kept."""
