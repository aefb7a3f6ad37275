"""What it costs at the least to push away the movable appointments that a start would meet."""

import numpy as np

from scheduler.starts import Floats, Ints


class Tolls:
    """Tolls of appointments by counsellor and cell: those begun before a cell less those over by a cell overlap it."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        self._begun = np.zeros(shape, np.int32)
        self._over = np.zeros(shape, np.int32)

    def mark(self, counsellor: int, hours: slice, toll: int, times: int) -> None:
        """Add (times 1) or remove (times -1) an appointment; even one that moves for nothing counts as one."""
        if hours.start >= 0:
            self._begun[counsellor, hours.start] += max(toll, 1) * times
            self._over[counsellor, hours.stop] += max(toll, 1) * times

    def price(self, counsellor: int, cell: Ints, busy: int) -> Floats:
        """What each start at these cells would push away, lasting `busy` cells; 0: nothing is in its way."""
        begun = np.concatenate(([0], np.cumsum(self._begun[counsellor], dtype=np.int64)))
        over = np.cumsum(self._over[counsellor], dtype=np.int64)
        price: Floats = (begun[cell + busy] - over[cell]).astype(np.float64)
        return price
