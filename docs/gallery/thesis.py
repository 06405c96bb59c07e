"""One thesis against its counterfactuals

A mark for each set of parameters: left of the line the policy lowers the number, right of it it
raises it. Beside each stands the share of draws in which the claim of the source holds.
"""

import multivector_sim as mv

found = mv.judge(["H12"], draws=50, variants=False)
figure = mv.plots.thesis(found.summary(), found.to_frame(), "H12")
