"""Experiments: one noun a file; they run engines and return results."""
