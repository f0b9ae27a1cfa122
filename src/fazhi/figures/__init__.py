"""From ledgers to figures to reports. Pure Python; imports no other room."""
