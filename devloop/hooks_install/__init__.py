"""The hooks in a repository: installing them beside what is there, and what stands there now."""
