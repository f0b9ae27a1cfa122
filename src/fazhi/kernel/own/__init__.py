"""What the district decided of its own, kept in the database: rules and parameters, checks of them, rubrics."""
