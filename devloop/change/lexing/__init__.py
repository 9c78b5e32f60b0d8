"""Comments and strings of many languages: the lines of a text that say something."""
