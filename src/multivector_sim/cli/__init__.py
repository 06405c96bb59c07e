"""The command line: ``multivector list | run | compare | validate``."""

from multivector_sim.cli.program import main

__all__ = ["main"]
