"""Coordination of administrative enforcement (行政执法协调监督)."""

LABEL = "行政执法协调监督"
