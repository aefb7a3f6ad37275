"""The HR desk in a browser and over its API."""
