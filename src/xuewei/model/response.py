"""How demand answers to births and to net migration: persons for each unit of a path, area by area."""

from __future__ import annotations
