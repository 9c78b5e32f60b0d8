"""devloop: small commits, local checks, and a mainline that only takes what passed."""

__version__ = "0.1.0"
