"""The interface for other systems: what the workbench offers, made from the same declarations, under ``/api/v1``."""
