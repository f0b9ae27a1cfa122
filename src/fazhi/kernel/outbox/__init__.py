"""What is told after commit: to subscribers in other domains, and to people."""
