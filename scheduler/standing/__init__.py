"""A plan kept in memory, with what is left of everybody's time, and how it is mended."""
