"""The care store: tables and the queries over them."""
