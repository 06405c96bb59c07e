"""Sweeps: many policies in many uncertain futures, on disk run by run, resumable."""
