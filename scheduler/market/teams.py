"""The search on several threads: each team has counsellors and places of its own, drawn anew for each stretch."""

from concurrent.futures import Executor

import numpy as np
from numpy.typing import NDArray

from scheduler.market.search import Crew, bargain
from scheduler.market.table import Table
from scheduler.market.tables import Board, Desk, Floats, Ints, scratch

_ROUNDS, _PER_COURSE = 400, 0.25  # rounds in one stretch


class Teams:
    """Crews that never touch the same row of the board."""

    def __init__(self, table: Table, workers: int) -> None:
        self._table = table
        self._groups = _groups(table)
        teams = max(1, min(workers, int(self._groups.max(initial=0)) + 1))
        courses, alone = np.arange(table.crew.alone.size, dtype=np.int32), table.crew.alone
        self._crews = [table.hire(table.crew.plan, courses, alone) for _ in range(teams)]
        self._crews = [crew._replace(resting=table.crew.resting) for crew in self._crews]
        self._desks: list[Desk] = [scratch(table.tables) for _ in self._crews]
        self._rounds = int(_ROUNDS + _PER_COURSE * courses.size)

    def work(self, threads: Executor, ideal: tuple[Board, Ints, Floats], heat: float) -> None:
        """One stretch: all teams at once, each on its own side."""
        board, rank, floor = ideal
        boards = (
            self._table.board._replace(rank=rank, floor=floor),
            board._replace(rank=rank, floor=floor),
        )
        jobs = [
            threads.submit(bargain, self._table.tables, boards, desk, crew, self._rounds, heat)
            for desk, crew in zip(self._desks, self._drawn(), strict=True)
            if crew.mine.size
        ]
        for job in jobs:
            job.result()

    def _drawn(self) -> list[Crew]:
        """The crews with their sides for one stretch: groups are dealt out so that all have about as many people."""
        teams = len(self._crews)
        if teams == 1:
            return self._crews
        sizes = np.bincount(self._groups)
        keys = np.array([self._table.roll(1 << 30) for _ in sizes])
        team_of, load = np.zeros(sizes.size, np.int64), np.zeros(teams)
        for group in np.argsort(keys, kind="stable").tolist():
            team_of[group] = load.argmin()
            load[team_of[group]] += sizes[group]
        person_team = team_of[self._groups]
        course_team = self._course_teams(person_team)
        return [
            crew._replace(
                side=(person_team == team).astype(np.int32), mine=np.flatnonzero(course_team == team).astype(np.int32)
            )
            for team, crew in enumerate(self._crews)
        ]

    def _course_teams(self, person_team: NDArray[np.int64]) -> Ints:
        """Each course is with its counsellor's team; one without sessions, or with none to choose from, with any."""
        tables, pair = self._table.tables, self._table.crew.plan.pair
        resting = self._table.crew.resting.pair
        count = tables.courses["pair_end"] - tables.courses["pair"]
        any_pair = tables.courses["pair"] + self._table.roll(1 << 30) % np.maximum(count, 1)
        chosen = np.where(pair >= 0, pair, np.where(resting >= 0, resting, any_pair))
        teams = np.zeros(pair.size, np.int32)
        has = count > 0
        teams[has] = person_team[tables.pairs["person"][chosen[has]]]
        return teams


def _groups(table: Table) -> Ints:
    """Counsellors who share a place with limited rooms are in one group, numbered from 0."""
    tables = table.tables
    people = table.board.entry.size
    group = np.arange(people)
    lanes = tables.lanes["row"][: tables.room_lane.shape[0]]
    for place in range(tables.room_lane.shape[1]):
        here = np.unique(lanes[(tables.room_lane[:, place] >= 0) & _used(table, place)])
        if here.size:
            group[np.isin(group, group[here])] = group[here].min()
    numbered: Ints = np.unique(group, return_inverse=True)[1].astype(np.int32)
    return numbered


def _used(table: Table, place: int) -> NDArray[np.bool_]:
    """Which lanes could ever meet at a place."""
    tables = table.tables
    pieces = tables.runs["place"][tables.pieces["run"]] == place
    owner = np.repeat(tables.pairs["lane"], tables.pairs["piece_end"] - tables.pairs["piece"])
    used = np.zeros(tables.room_lane.shape[0], bool)
    used[owner[pieces]] = True
    return used
