"""Legal consultations of every channel (法律咨询)."""
