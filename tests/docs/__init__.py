"""Facts about the documents."""
