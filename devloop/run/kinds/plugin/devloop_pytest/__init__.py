"""What devloop hands into the project's pytest; runs in the project's Python, 3.8 or later."""
