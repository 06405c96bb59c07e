"""Connectors: the compiled engine for tables, for SALib and for the EMA Workbench."""
