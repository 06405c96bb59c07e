"""Through the concerns, or around them

How much of the policy's effect runs through the concerns of the powers, as the article says, and
through which of them.
"""

import multivector_sim as mv

parts = mv.mediate("baseline", sets=["accepted"], draws=50, seeds=8, seed=1)
figure = mv.plots.mediation(parts)
