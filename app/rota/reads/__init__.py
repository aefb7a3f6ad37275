"""What the HR desk shows: queries for its own eyes."""
