"""Where texts of laws come from: the default package, and folders of Markdown and .docx files."""
