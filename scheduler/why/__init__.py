"""Why a session is where it is or cannot be: reasons, remedies, and what an hour more would be worth."""
