"""Errors against naive forecasts

Left of the line the model errs less than the naive forecast, right of it more. Forecasts start
from eleven origins and overlap; the interval of all targets together counts that.
"""

import multivector_sim as mv

found = mv.hindcast()
figure = mv.plots.scores(found)
