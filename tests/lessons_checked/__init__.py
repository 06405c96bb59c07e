"""What each lesson's results are compared with: one module a lesson, named as its source.

Each has ``check(results)``: it asserts everything that the lesson says of its numbers, against
closed forms, another engine or runs of its own. ``results`` is the dictionary of that name which
the teacher's edition leaves, as JSON returns it.
"""
