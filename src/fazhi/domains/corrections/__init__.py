"""Community correction (社区矫正)."""

LABEL = "社区矫正"
