"""What stands in a file, as checked values: text, YAML, CSV, and the shapes that both must have."""
