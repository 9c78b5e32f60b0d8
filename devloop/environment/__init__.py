"""Environment of a check: interpreter, distributions, programs, variables."""
