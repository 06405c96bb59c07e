"""Tension over time under several policies

One panel a policy; the dashed line repeats the median of the first. All panels meet the same chance
events.
"""

import multivector_sim as mv

comparison = mv.compare(["baseline", "hedge"], runs=100, seed=1)
figure = mv.plots.fan(comparison.paths)
