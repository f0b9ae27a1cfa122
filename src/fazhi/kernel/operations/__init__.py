"""Running the platform: its processes kept up, its hourly work, its backups."""
