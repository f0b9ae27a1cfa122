"""Legality review of documents (文件合法性审查)."""

LABEL = "文件合法性审查"
