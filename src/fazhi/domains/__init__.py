"""One folder per business of the bureau, all of the same shape. Imports nothing itself."""
