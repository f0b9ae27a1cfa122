"""Building a work report from a template with named figures: .docx, .html and .json from one model."""
