"""What exists today, played over the same year: times told by the provider, and booking pages for oneself."""

from app.simulate.plain.play import play_plain

__all__ = ["play_plain"]
