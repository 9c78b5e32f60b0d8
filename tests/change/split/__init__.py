"""Tests of splitting a change."""
