"""Shortcuts: the answer of a hook as a sh script, for a question that was answered before."""
