"""The HR desk's world: staff numbers, duties, patterns, codes, uploads, published rosters."""
