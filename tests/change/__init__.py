"""Tests of what is new between a base and a tree."""
