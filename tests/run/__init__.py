"""Tests of how checks are started, watched, ended and scheduled."""
