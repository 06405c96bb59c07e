"""Whether forecasts are as sure as they should be

Of the figures, 5 % should fall below the lowest quantile, 25 % below the next, and so on. Dots
above the line at the left end and below it at the right end mean forecasts that are too sure.
"""

import multivector_sim as mv

found = mv.hindcast()
figure = mv.plots.calibration(found)
