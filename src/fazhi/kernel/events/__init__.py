"""The record of what happened: added to, sealed, verified, and never changed."""
