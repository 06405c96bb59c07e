"""Results: labelled data sets of runs, their summaries, and who made them from what."""

from multivector_sim.results.columns import Column, columns
from multivector_sim.results.dataset import (
    PATHS,
    build_dataset,
    check_window_names,
    read_manifest,
    with_drawn,
)
from multivector_sim.results.manifest import build_manifest
from multivector_sim.results.summary import interval_of_mean, summarise

__all__ = [
    "PATHS",
    "Column",
    "build_dataset",
    "build_manifest",
    "check_window_names",
    "columns",
    "interval_of_mean",
    "read_manifest",
    "summarise",
    "with_drawn",
]
