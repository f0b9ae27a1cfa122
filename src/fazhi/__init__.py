"""Fazhi 法治: open software that runs the work of a district justice bureau."""

__version__ = "0.1.0"
