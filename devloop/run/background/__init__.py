"""Checks that run while nobody waits: the queue, the moment, and giving way."""
