"""Tests of what the repository asks for."""
