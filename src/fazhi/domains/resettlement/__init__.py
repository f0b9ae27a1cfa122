"""Resettlement and help after release (安置帮教)."""
