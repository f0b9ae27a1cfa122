"""Legal aid (法律援助)."""
