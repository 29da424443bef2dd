"""A country that does not exist, to try things on: ``synth``."""
