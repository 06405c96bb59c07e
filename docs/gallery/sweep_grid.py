"""A policy's effect over two choices

The effect of a policy where skill and institutions differ, against the counterfactual with the same
skill and institutions. Hatched cells are those whose interval includes zero.
"""

import multivector_sim as mv

sweep = mv.Sweep(
    base="baseline",
    policies=["laissez_faire", "multivector"],
    choices={"policy.skill": [0, 0.25, 0.5, 0.75, 1], "policy.institutions": [0, 0.5, 1]},
    uncertain={"prior": "none"},
    replications=24,
    seed=1,
)
results = sweep.run("memory://gallery_grid")
figure = mv.plots.sweep_grid(results, "tension_rus_chn")
