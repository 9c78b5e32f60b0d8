"""Whole outputs of commands, as a person sees them; `--inline-snapshot=fix` rewrites them."""
