"""What is chosen from, and what was chosen, as files."""
