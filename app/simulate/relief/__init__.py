"""The policy that production runs, played over a year: the same rules, questions and planner, a desk in memory."""
