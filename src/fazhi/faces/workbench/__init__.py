"""The workbench of the staff: what is theirs to do, and the doing of it."""
