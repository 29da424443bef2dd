"""Results turned into tables and machine records. Prints nothing itself."""
