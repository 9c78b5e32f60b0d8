"""Plan, order, run: how checks are started, watched, ended and scheduled."""
