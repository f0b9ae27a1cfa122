"""Who signs in, from where, for how long: sessions, the lock, the second factor, and the record of all of it."""
