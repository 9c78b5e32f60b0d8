"""Recording the runs of checks, and asking whether what they looked at is as it was."""
