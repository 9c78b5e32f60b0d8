"""Tools that a project uses, read from its files; nothing is run."""
