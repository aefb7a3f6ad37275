"""A made-up year of a force, played under one policy after another with the planner that production runs."""
