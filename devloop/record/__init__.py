"""Record of what a run looked at, as the kernel sees it; answers of a tree and a machine now."""
