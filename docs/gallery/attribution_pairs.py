"""Interactions

Which of the policy and its rivals do more together than apart, and which get in each other's way.
"""

import multivector_sim as mv

found = mv.attribute("baseline", sets=["prior"], draws=16, seeds=8, seed=1)
figure = mv.plots.attribution_pairs(found)
