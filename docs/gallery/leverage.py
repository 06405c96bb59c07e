"""Leverage of each power, in three parts

How much each power could hold against Kazakhstan by trade, by routes and by arms. The levers of
policy move these by construction, so they are shown and never scored.
"""

import multivector_sim as mv

parts = ["leverage_economic", "leverage_transit", "leverage_security"]
figure = mv.plots.leverage(mv.simulate("baseline", runs=100, seed=1, record=parts))
