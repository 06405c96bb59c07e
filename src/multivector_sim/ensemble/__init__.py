"""The compiled engine: many runs at once, in SIMD lanes and on all cores."""
