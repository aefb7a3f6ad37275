"""The year itself: who works when, what changes, who asks for help, who counsels, and what would come of it."""

from app.simulate.world.make import make_world

__all__ = ["make_world"]
