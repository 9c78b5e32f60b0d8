"""The change between a base and a tree: files, lines, classes of lines, effective size."""
