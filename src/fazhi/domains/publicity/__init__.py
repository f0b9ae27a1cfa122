"""Publicity of the law (普法宣传)."""

LABEL = "普法宣传"
