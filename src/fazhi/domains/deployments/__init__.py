"""Staff sent down to communities and key enterprises (干部下沉与选派)."""

LABEL = "干部下沉与选派"
