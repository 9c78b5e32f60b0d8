"""Planning: what is known and what has to run, before anything is started."""
