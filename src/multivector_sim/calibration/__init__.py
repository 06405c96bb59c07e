"""Calibration: which parameter sets agree with the series observed up to 2013."""
