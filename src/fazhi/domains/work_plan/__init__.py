"""The yearly plan of governing the district by law (依法治区工作要点)."""

LABEL = "依法治区工作要点"
