"""The plan under chance: how likely is a shortage, area by area."""
