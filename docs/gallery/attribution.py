"""Shapley values

What the policy and four rival explanations contribute to tension, exactly: all 32 combinations of
them are run. The second colour shows what is left when the signs of strengths are tossed.
"""

import multivector_sim as mv

found = mv.attribute("baseline", sets=["prior"], draws=16, seeds=8, seed=1)
figure = mv.plots.attribution(found)
