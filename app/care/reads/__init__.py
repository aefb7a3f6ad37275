"""What the pages and the planner look at, each query scoped to whose eyes it serves."""
