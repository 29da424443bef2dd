"""The only code that touches the disk: YAML and CSV in, everything out."""
