"""Forecasts from an origin: a filter that conditions runs on what was observed."""
