"""What runs of tests came to, test by test, and what is kept of that."""
