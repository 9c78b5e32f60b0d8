"""The hooks that git calls, and installing them."""
