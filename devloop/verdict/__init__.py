"""What a check says about a content in an environment, the key it is kept under, and the store."""
