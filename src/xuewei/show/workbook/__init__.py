"""The seat ledger as a workbook: its numbers are formulas, each stored with the value that the engine found."""
