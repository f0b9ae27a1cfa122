"""Administrative litigation (行政应诉)."""

LABEL = "行政应诉"
