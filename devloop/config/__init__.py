"""What the repository asks for: its checks, its size rule, its mainline."""
