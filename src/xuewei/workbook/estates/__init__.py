"""Tables of estates as bureaus have them, read into ``estates.csv``."""
