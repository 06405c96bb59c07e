"""What else could have been, on the same draws

One run of the recorded policy beside the same run under two others: tension among the powers, what
Kazakhstan keeps, and what it gains.
"""

import multivector_sim as mv

names = ("baseline", "multivector", "laissez_faire")
runs = {name: mv.explain(name, run=7, seed=1) for name in names}
turned = [point.quarter.quarter for point in runs["baseline"].turning_points()]
figure = mv.plots.histories(runs, turned=turned[:5])
