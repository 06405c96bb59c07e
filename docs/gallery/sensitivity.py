"""What an outcome depends on

Elementary effects of parameters: how far the outcome moves when one of them crosses its whole
range, and how much that differs from place to place. The line below the title says whether it can
be trusted with so few runs.
"""

import multivector_sim as mv
from multivector_sim.sweeps.analysis import analyse

sweep = mv.Sweep(
    base="baseline",
    uncertain={"prior": ["reaction", "fatigue", "cession_threshold", "perception_noise"]},
    design="morris",
    points=12,
    replications=16,
    seed=1,
)
results = sweep.run("memory://gallery_sensitivity")
(found,) = analyse(results, "tension_rus_chn")
figure = mv.plots.sensitivity({"mean Russia-China tension": found.sensitivity})
