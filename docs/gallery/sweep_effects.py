"""Effects over uncertain futures

Every policy meets the same futures, in each of which the parameters are drawn anew. The bars show
how far the effect depends on what nobody knows; the words at the right, in how many futures it goes
which way.
"""

import multivector_sim as mv

sweep = mv.Sweep(
    base="baseline",
    policies=["laissez_faire", "multivector", "bandwagon_russia", "pro_west"],
    points=24,
    replications=4,
    noise="own",
    seed=1,
)
results = sweep.run("memory://gallery_effects")
figure = mv.plots.sweep_effects(results, ["tension_rus_chn", "autonomy", "obstructions"])
