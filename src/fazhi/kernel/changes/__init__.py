"""The log of changes (变更记录): what administrators change is written down in the same transaction, for good."""
