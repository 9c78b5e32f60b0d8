"""Files on disk: how they are written whole, and locked between processes."""
