"""Workbooks and lists that people keep in Excel, WPS or LibreOffice, and the plan in them."""
