"""What each kind of check starts and how it understands what comes of it, one file per kind."""
