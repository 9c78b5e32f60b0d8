"""Real projects, set up as their developers have them, and faults to plant in them."""
