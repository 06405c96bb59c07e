"""Many points of a space of factors: designs, and what an outcome depends on."""
