"""Seats that come and go: the ledger, the stock in use, progress on record, costs."""
