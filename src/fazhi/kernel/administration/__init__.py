"""Who administers the platform, whom and what they reach, and what they do to units and accounts."""
