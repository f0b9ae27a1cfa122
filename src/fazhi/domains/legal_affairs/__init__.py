"""Legal services to the government (政府法律事务)."""

LABEL = "政府法律事务"
