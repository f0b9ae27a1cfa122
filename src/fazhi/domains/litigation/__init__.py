"""Administrative litigation (行政应诉)."""
