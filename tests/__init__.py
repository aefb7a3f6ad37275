"""What the house promises, each promise a sentence that is tried."""
