"""The mechanisms of the model, one a file; each rule is written once, for both engines.

Functions of numbers compute one quantity. Processes take the records
``world`` (constants), ``now`` (drivers of the quarter), ``run`` (levers,
parameters, state) and usually the index of an actor, and change ``run``.
Equation numbers are those of the ODD document (``docs/odd.md``).
"""
