"""The report as one page that opens with no network and computes by itself."""
