"""Pictures: matplotlib is imported here and nowhere else, inside the functions that draw."""
