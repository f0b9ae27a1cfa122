"""Annual reports of leaders on the rule of law (述法)."""

LABEL = "述法"
