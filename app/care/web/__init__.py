"""The care desk's pages and its API."""
