"""Administrative reconsideration (行政复议)."""

LABEL = "行政复议"
