"""Who holds routes and stakes

A sketch of Central Asia, not to scale: routes as wide as the share that a power holds of them, and
all sectors below.
"""

import multivector_sim as mv

figure = mv.plots.routes_map(mv.simulate("baseline", runs=100, seed=1, record=["share"]), "2020")
