"""Planning where many courses compete: hours have prices, and compiled loops do the bargaining."""
