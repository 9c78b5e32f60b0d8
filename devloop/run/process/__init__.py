"""Starting one process of a check and seeing it through to its end."""
