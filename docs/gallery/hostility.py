"""Which pair is the most hostile

Places of the ten pairs by expected hostility, from what was observed up to 2013; later drivers and
dated events are inputs.
"""

import multivector_sim as mv

forecast, table = mv.predict(origin=2013, last=2024, members=100)
figure = mv.plots.hostility(table, made="100 members, seed 1")
