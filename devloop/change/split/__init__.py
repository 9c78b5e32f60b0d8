"""A large step as an ordered plan of small ones: pure planning, from values to values."""
