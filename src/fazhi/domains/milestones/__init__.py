"""Milestones: what was issued, founded, or done for the first time (大事记)."""

LABEL = "大事记"
