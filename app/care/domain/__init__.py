"""Plain rules of care: values and pure functions, no database and no web."""
