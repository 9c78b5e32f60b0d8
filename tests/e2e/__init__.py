"""devloop as its users meet it: real git, real hooks, nothing fixed in between."""
