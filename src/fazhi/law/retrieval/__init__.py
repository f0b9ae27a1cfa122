"""From a lay question to the articles that answer it."""
