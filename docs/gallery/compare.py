"""A comparison in one picture

Paths over time above, paired effects below: what `multivector compare` draws first. A scenario of
one's own can be compared with the counterfactuals by a path or by a change of one value.
"""

import multivector_sim as mv

never = mv.load_scenario("baseline", ["policy.concession=0"])
figure = mv.plots.compare(mv.compare([never], runs=100, seed=1))
