"""An exact tree on disk, private to devloop, where checks run."""
