"""What silently makes hooks useless, and where a repository stands."""
