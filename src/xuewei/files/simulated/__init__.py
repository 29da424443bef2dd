"""Answers under chance on the disk, and the finished blocks of a run that is not yet at its end."""
