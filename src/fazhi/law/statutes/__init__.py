"""Statutes: a corpus of laws built from sources, look-up by article and day, search, and the check of citations."""
