"""Legal consultations of every channel (法律咨询)."""

LABEL = "法律咨询"
