"""Fazhi for language-model agents, over the Model Context Protocol: statutes, citations, periods and fees."""
