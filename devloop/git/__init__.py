"""What git knows: repositories, trees, commits, refs. The one place that starts git."""
