"""A few workers that read spoilt files; one that hangs or crashes is replaced, and what it read is remembered."""

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[3]
LONGEST_SECONDS = 20.0
"""Above the ten seconds that a worker allows itself, so that it can tell of them."""


@dataclass
class Tally:
    """What came of the cases so far."""

    ended: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many cases ended."""
        return sum(self.ended.values())


class _Worker:
    def __init__(self) -> None:
        self.number: int | None = None
        self.begun = 0.0
        environment = {"PYTHONPATH": str(ROOT), "PATH": os.defpath, "LANG": "C.UTF-8"}
        environment |= {"POLARS_MAX_THREADS": "1", "RAYON_NUM_THREADS": "1"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.rota.fuzz.worker"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

        assert self.process.stdout is not None
        self.answers: IO[str] = self.process.stdout

    def give(self, number: int) -> None:
        assert self.process.stdin is not None
        self.number, self.begun = number, time.monotonic()
        self.process.stdin.write(f"{number}\n")
        self.process.stdin.flush()

    def stop(self) -> None:
        self.process.kill()
        self.process.communicate()


def run(numbers: Iterable[int], workers: int, *, show: bool = False) -> Tally:
    """Read every case; what is wrong is in the tally, with the number that makes it again."""
    return _Pool(iter(numbers), show).run(workers)


class _Pool:
    def __init__(self, waiting: Iterator[int], show: bool) -> None:
        self._waiting, self._show = waiting, show
        self._tally, self._began = Tally(), time.monotonic()
        self._selector = selectors.DefaultSelector()

    def run(self, workers: int) -> Tally:
        for _ in range(workers):
            self._begin()
        while held := self._selector.get_map():
            for key, _ in self._selector.select(timeout=1.0):
                self._take(key.data)
            for key in list(held.values()):
                if time.monotonic() - key.data.begun > LONGEST_SECONDS:
                    self._replace(key.data, "hung")
        return self._tally

    def _begin(self) -> None:
        number = next(self._waiting, None)
        if number is not None:
            worker = _Worker()
            worker.give(number)
            self._selector.register(worker.answers, selectors.EVENT_READ, worker)

    def _take(self, worker: _Worker) -> None:
        line = worker.answers.readline()
        if not line:
            self._replace(worker, "crashed")
            return
        _note(self._tally, *json.loads(line))
        if self._show and self._tally.count % 1_000 == 0:
            _tell(self._tally, time.monotonic() - self._began)
        following = next(self._waiting, None)
        if following is None:
            self._selector.unregister(worker.answers)
            worker.stop()
        else:
            worker.give(following)

    def _replace(self, worker: _Worker, word: str) -> None:
        self._selector.unregister(worker.answers)
        worker.stop()
        code = worker.process.returncode
        # Out of memory in a library that cannot say so ends the process: in the child the parent tells of it.
        out_of_memory = word == "crashed" and code == -signal.SIGABRT
        _note(self._tally, worker.number or 0, word, "" if out_of_memory else f"{word}, ended with {code}")
        self._begin()


def _note(tally: Tally, number: int, word: str, wrong: str) -> None:
    tally.ended[word] += 1
    if wrong:
        tally.wrong.append(f"case {number}: {wrong}")


def _tell(tally: Tally, seconds: float) -> None:
    words = ", ".join(f"{word} {count:,}" for word, count in tally.ended.most_common())
    print(f"{tally.count:,} spoilt files in {seconds:,.0f} s: {words}; wrong {len(tally.wrong)}", file=sys.__stderr__)
