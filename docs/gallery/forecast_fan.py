"""A forecast from an origin

What was observed up to 2008, what the model expects from there, and what came later as hollow
marks. Thin lines are the two naive forecasts: the last figure carried forward, and the line of the
last ten years continued.
"""

import multivector_sim as mv

forecast, table = mv.predict(origin=2008, last=2013, members=100)
pairs = [label for label in forecast.labels if label.startswith("event_conflict_share")]
figure = mv.plots.forecast_fan(forecast, targets=pairs, made="100 members, seed 1")
