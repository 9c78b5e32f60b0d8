"""devloop tortured on real git: beside a twin, killed anywhere, fed with rubbish, lied to."""
