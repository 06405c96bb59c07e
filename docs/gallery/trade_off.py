"""Two outcomes against each other

A dot a run, an ellipse a policy. The line joins the policies that no other one beats at what is
wanted here, which is a choice and not a finding.
"""

import multivector_sim as mv

comparison = mv.compare(["baseline", "hedge"], runs=100, seed=1, record=())
want = {"tension_rus_chn": "lower", "autonomy": "higher"}
figure = mv.plots.trade_off(comparison, "tension_rus_chn", "autonomy", better=want)
