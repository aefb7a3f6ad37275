"""The rota store: tables with their queries."""
