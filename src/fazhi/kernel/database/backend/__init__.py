"""Django's PostgreSQL, asked for only when something is to be read or written."""
