"""Law firms and lawyers (律师行业)."""

LABEL = "律师行业"
