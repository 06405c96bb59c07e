"""How leverage changed, part by part

Parts of leverage that grew since the first quarter pile up above zero, parts that shrank below it.
The line is their sum, the band nine tenths of the runs.
"""

import multivector_sim as mv

parts = ["leverage_economic", "leverage_transit", "leverage_security"]
runs = mv.simulate("baseline", runs=100, seed=1, record=parts)
figure = mv.plots.leverage(runs, layout="stacked")
