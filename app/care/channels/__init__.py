"""Doors to the outside: roster feed, webhooks, mail, calendar."""
