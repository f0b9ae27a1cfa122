"""Legal training and law exams of officials (学法用法)."""

LABEL = "学法用法"
