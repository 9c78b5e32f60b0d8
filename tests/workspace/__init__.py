"""Tests of workspaces: exact, private, moved by difference, never trusted after a crash."""
