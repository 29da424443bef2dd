"""The seat ledger's workbook both ways: its columns, read and written; lists that people keep."""
