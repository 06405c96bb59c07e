"""Policies by outcomes

Means with half their interval, and ranks with their uncertainty. Whether high is good is left to
the reader.
"""

import multivector_sim as mv

figure = mv.plots.scorecard(mv.compare(["baseline"], runs=100, seed=1, record=()))
