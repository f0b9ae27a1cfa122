"""Community correction (社区矫正)."""
