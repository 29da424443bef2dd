"""Classes, teachers and money that pupils need, for ``resources``."""
