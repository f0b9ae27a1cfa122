"""What pages are made of: base templates, components, and the places where a domain adds something of its own."""
