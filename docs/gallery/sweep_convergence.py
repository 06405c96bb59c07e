"""Were enough futures run?

Mean and quantiles against the number of futures. Where the lines still climb or the intervals
overlap, more futures are needed: the same sweep with more points.
"""

import multivector_sim as mv

sweep = mv.Sweep(
    base="baseline",
    policies=["laissez_faire", "multivector", "bandwagon_russia"],
    points=48,
    replications=4,
    noise="own",
    seed=1,
)
results = sweep.run("memory://gallery_convergence")
figure = mv.plots.sweep_convergence(results, "tension_rus_chn")
