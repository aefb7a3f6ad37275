"""What the HR desk does: each a verb on one transaction."""
