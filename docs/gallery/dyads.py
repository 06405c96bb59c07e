"""Tension of every pair

Ten pairs on one scale: median, half and nine tenths of the runs, with the dated events between the
two and what was observed.
"""

import multivector_sim as mv

figure = mv.plots.dyads(mv.simulate("baseline", runs=100, seed=1, record=["tension"]))
