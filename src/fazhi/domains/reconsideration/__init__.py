"""Administrative reconsideration (行政复议)."""
