"""Tests of what git knows."""
