"""Tests of the decisions at an event."""
