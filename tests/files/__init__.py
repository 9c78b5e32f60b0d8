"""Tests of files on disk."""
