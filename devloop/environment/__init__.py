"""What a check sees beside the tree: interpreter, distributions, programs, variables."""
