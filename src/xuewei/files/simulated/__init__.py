"""Answers under chance on the disk: rows that are written while areas are drawn, and blocks that are finished, kept so
that an interrupted run can go on."""
