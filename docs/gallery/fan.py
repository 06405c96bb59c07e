"""Tension over time, with what was observed

Median, half and nine tenths of the runs of one scenario, quarter by quarter. Dots are the share of
conflict among recorded events, on the scale of the model. Slanted labels are dated events.
"""

import multivector_sim as mv

runs = mv.simulate("baseline", runs=100, seed=1, record=["tension"])
figure = mv.plots.fan(runs, pair=("RUS", "USA"))
