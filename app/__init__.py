"""The service: two zones, one way, put together in main and cli."""
