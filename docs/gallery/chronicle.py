"""One run as a story

A single run from quarter to quarter: what the powers did, where they coerced, what Kazakhstan kept,
and the tension within that of all runs.
"""

import multivector_sim as mv

record = ["action", "crisis", "share", "tension"]
figure = mv.plots.chronicle(mv.simulate("baseline", runs=100, seed=1, record=record), run=3)
