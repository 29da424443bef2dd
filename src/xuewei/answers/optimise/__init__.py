"""The schedule as a choice: which schools open when, how large, and what turns over."""
