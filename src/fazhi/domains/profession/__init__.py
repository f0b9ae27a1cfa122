"""Law firms and lawyers (律师行业)."""
