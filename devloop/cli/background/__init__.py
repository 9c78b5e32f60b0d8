"""`devloop wait`, and what runs in the background as a person sees it."""
