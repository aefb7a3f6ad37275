"""Policies times seeds, played as durable jobs over several processes; what was played stays played."""
