"""Legal aid (法律援助)."""

LABEL = "法律援助"
