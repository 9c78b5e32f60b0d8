"""Tests of the namespace of a check."""
