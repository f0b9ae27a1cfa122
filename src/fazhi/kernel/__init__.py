"""What every business stands on: organisations, people, matters, procedures, audit."""
