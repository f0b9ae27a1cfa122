"""A written report read back: its figures, its claims of none, and what it says against itself."""
