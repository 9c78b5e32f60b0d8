"""Results of test runs, test by test, and how they are stored."""
