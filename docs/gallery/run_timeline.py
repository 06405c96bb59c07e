"""Who did what in one run

One run explained: what each power did in every quarter, what came of its demands, the tension of
the pairs in which it moves most, and the levers of Kazakhstan.
"""

import multivector_sim as mv

figure = mv.plots.run_timeline(mv.explain("baseline", run=8, seed=1))
