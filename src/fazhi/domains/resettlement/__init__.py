"""Resettlement and help after release (安置帮教)."""

LABEL = "安置帮教"
