"""Publicity of the law (普法宣传)."""
