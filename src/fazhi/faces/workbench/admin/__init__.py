"""The pages of administrators: units, people, rights, rubrics, rules, the calendar, and the log of changes."""
