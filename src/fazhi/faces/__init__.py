"""Where people and programs come in: command line, portal, workbench, API. Thin."""
