"""What tests share: the repository builder and small fakes."""
