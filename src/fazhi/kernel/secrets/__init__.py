"""Personal numbers as they are stored: encrypted with keys that lie outside the database, found by a blind index."""
