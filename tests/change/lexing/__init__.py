"""Tests of comments and strings."""
