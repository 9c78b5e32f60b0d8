"""Git: repositories, trees, commits, refs. The one place that starts git."""
