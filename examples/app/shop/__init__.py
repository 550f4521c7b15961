"""A shop that reports to Kochava."""
