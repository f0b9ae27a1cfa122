"""The one database, PostgreSQL: embedded on one machine, or the server that ``DATABASE_URL`` names."""
