"""The workbook of a plan's ledger: its numbers are formulas, each with the value that the engine found."""
