"""Files from outside: what they really are, how they are called, and where their content lies."""
