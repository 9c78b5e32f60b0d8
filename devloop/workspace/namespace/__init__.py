"""A mount namespace in which a workspace stands at the user's own path (Linux)."""
