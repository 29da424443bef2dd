"""A plan from the workbook of its ledger."""
