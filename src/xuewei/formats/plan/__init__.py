"""Plans in YAML: read, written, changed in place."""
