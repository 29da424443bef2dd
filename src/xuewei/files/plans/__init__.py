"""Plans in YAML."""
