"""People's mediation (人民调解)."""

LABEL = "人民调解"
