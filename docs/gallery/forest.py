"""Paired effects on several outcomes

The scenario minus each named counterfactual, run by run on the same chance events. The dark bar is
the 95 % interval of the mean, the light bar holds nine tenths of the runs. Any label of the table
of effects can be asked for.
"""

import multivector_sim as mv

comparison = mv.compare(["baseline"], runs=100, seed=1)
figure = mv.plots.forest(comparison, ["tension_rus_chn", "autonomy", "concern[RUS, status]"])
