"""What a run looked at, as the kernel sees it, and how a tree and a machine answer to it now."""
