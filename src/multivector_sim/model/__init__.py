"""The science: numbers in, numbers out; no files, no Mesa, no plots."""
