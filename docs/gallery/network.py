"""Who is tense with whom

The actors at three dates; a line is as wide as the median tension of the two.
"""

import multivector_sim as mv

runs = mv.simulate("baseline", runs=100, seed=1, record=["tension"])
figure = mv.plots.network(runs, ["1996", "2010", "2024"])
