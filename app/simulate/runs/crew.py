"""The processes that play: each plays one run at a time, and one that dies is replaced by the next."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import Any

from app.simulate.runs.folder import RunFolder
from app.simulate.runs.keys import RunKey

REAL = "app.simulate.runs.playing:play"
"""What plays unless a test names another."""


class NotPlayed(Exception):
    """A run could not be played; the message says why."""


class PlayerDied(NotPlayed):
    """The process that played it ended before it had answered."""


class _Player:
    """One process, and how it is spoken to."""

    def __init__(self, folder: Path, play: str) -> None:
        # A session of its own: Ctrl-C is for the command, which decides what becomes of its players.
        with (folder / "players.log").open("a", encoding="utf-8") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "app.simulate.runs.player", str(folder), play],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                start_new_session=True,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
            )

    def play(self, key: RunKey, heard: Callable[[float], None]) -> float:
        """The processor seconds it took. Raises NotPlayed."""
        try:
            for answer in self._answers(key):
                if "failed" in answer:
                    raise NotPlayed(f"{key}: {answer['failed']}")
                if "seconds" in answer:
                    return float(answer["seconds"])
                heard(float(answer["share"]))
        except OSError:
            pass
        raise PlayerDied(f"{key}: the process that played it ended.")

    def _answers(self, key: RunKey) -> Iterator[dict[str, Any]]:
        asks, answers = self._process.stdin, self._process.stdout
        if asks is None or answers is None:
            raise OSError("a player has no pipes")
        asks.write(f"{key}\n")
        asks.flush()
        for line in answers:
            yield json.loads(line)

    def kill(self) -> None:
        """End it in the middle of what it plays; whoever waits for its answer then learns that it has ended."""
        self._process.kill()

    def end(self) -> None:
        """End it and let go of its pipes."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()


class Crew:
    """As many processes as are wanted at once; each thread that plays has one for itself."""

    def __init__(self, folder: RunFolder, play: str = REAL) -> None:
        self._folder = folder
        self._play = play
        self._idle: list[_Player] = []
        self._busy: list[_Player] = []
        self._lock = Lock()
        self._closed = False

    def play(self, key: RunKey, heard: Callable[[float], None]) -> float:
        """Have a run played and its record kept; the processor seconds it took. Raises NotPlayed."""
        with self._one() as player:
            return player.play(key, heard)

    @contextmanager
    def _one(self) -> Iterator[_Player]:
        with self._lock:
            if self._closed:
                raise NotPlayed("The command was ended.")
            player = self._idle.pop() if self._idle else _Player(self._folder.root, self._play)
            self._busy.append(player)
        sound = False
        try:
            yield player
            sound = True
        finally:
            self._back(player, sound=sound)

    def _back(self, player: _Player, *, sound: bool) -> None:
        """Only who has answered may be asked again; after an error nobody knows what its pipe still holds."""
        with self._lock:
            self._busy.remove(player)
            if sound and not self._closed:
                self._idle.append(player)
                return
        player.end()

    def close(self) -> None:
        """End them all, in the middle of whatever they play."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
            for player in self._busy:
                player.kill()
        for player in idle:
            player.end()
