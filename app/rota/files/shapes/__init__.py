"""The shapes in which a table says who works when."""
