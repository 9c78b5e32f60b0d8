"""Runners of the kinds of checks, one file per kind."""
