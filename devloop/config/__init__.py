"""Configuration of a repository: its checks, its size rule, its main branches."""
