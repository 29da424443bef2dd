"""Answers under chance on the disk."""
