"""Seats against demand, for ``gap`` and ``ledger``: the answer first, then the tables."""
