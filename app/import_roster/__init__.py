"""Rosters from the command line: the same reading, questions and preview as on the HR desk's pages, in a terminal."""

from app.import_roster.one_file import Wanted, import_all
from app.import_roster.watching import watch_folder

__all__ = ["Wanted", "import_all", "watch_folder"]
