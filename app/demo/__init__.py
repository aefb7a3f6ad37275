"""A small force to look at: made up by a seed, played through the same doors as a real one."""
