"""From concerns to tension

What worries two powers, what each worry adds to the grievance against the other, and the tension
that comes of it. This is the channel that the thesis speaks of.
"""

import multivector_sim as mv

runs = mv.simulate(
    "baseline", runs=100, seed=1, record=["concern", "blame", "security_blame", "tension"]
)
figure = mv.plots.concern_path(runs, ("RUS", "CHN"))
