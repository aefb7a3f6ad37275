"""What published figures give away: everything known of exact counts, and a solver that tries to pin them down."""
