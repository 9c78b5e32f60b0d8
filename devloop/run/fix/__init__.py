"""What the fixers of checks make of a tree, and bringing it to index and working tree."""
