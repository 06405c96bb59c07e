"""The command line: ``multivector list | show | diff | new | run | ...``."""

from multivector_sim.cli.program import main

__all__ = ["main"]
