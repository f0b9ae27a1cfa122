"""Fees and amounts: the tools of the fact sheet's first chapter, one module per subject."""
