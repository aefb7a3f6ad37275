"""Rules and facts of rosters, in plain Python."""
