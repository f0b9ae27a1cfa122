"""Matters: opened, carried on, looked up. Everything that changes one goes through here."""
