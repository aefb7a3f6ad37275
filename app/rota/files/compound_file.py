"""The streams of an OLE compound file, which is what an old .xls, an encrypted workbook and many others lie in."""

from dataclasses import dataclass
from struct import Struct, error, unpack_from

from app.foundation.refusals import Fault
from app.rota.files.findings import Unreadable

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END_OF_CHAIN = 0xFFFFFFFA  # this and above: no further sector
_ENTRY = 128
_SMALL_STREAM = 4096
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_NUMBERS = Struct("<I")


@dataclass(frozen=True, slots=True)
class Entry:
    """One storage or stream by its name."""

    name: str
    is_stream: bool
    start: int
    size: int


class CompoundFile:
    """Looks up streams by name. Raises Unreadable where the file is damaged; every chain of sectors is bounded."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        try:
            shift, small_shift = unpack_from("<HH", data, 30)
            directory, _, _, small_fat = unpack_from("<IIII", data, 48)
            if shift not in (9, 12) or small_shift != 6:
                raise _damaged()
            self._size = 1 << shift
            self._fat = self._numbers(self._fat_sectors())
            entries = _entries(b"".join(self._sectors(directory)))
        except (error, IndexError) as wrong:
            raise _damaged() from wrong
        self.entries: tuple[Entry, ...] = tuple(entries)
        self._small_fat_start = small_fat

    def names(self) -> frozenset[str]:
        """The names of all storages and streams, in small letters."""
        return frozenset(entry.name.lower() for entry in self.entries)

    def stream(self, *names: str) -> bytes | None:
        """The first stream that has one of the names; None without one."""
        for entry in self.entries:
            if entry.is_stream and entry.name.lower() in names:
                return self._content(entry)
        return None

    def _content(self, entry: Entry) -> bytes:
        if entry.size >= _SMALL_STREAM:
            return b"".join(self._sectors(entry.start))[: entry.size]
        root = b"".join(self._sectors(self.entries[0].start))
        fat = self._numbers(self._sectors(self._small_fat_start))
        pieces, at, left = list[bytes](), entry.start, len(fat)
        while at < _END_OF_CHAIN and left >= 0:
            pieces.append(root[at * 64 : at * 64 + 64])
            at, left = (fat[at] if at < len(fat) else _END_OF_CHAIN), left - 1
        return b"".join(pieces)[: entry.size]

    def _sector(self, number: int) -> bytes:
        at = (number + 1) * self._size
        if at >= len(self._data):
            raise _damaged()
        return self._data[at : at + self._size]

    def _sectors(self, start: int) -> list[bytes]:
        """A chain of sectors. A chain longer than the file has sectors runs in a circle."""
        pieces, at = list[bytes](), start
        while at < _END_OF_CHAIN:
            pieces.append(self._sector(at))
            if at >= len(self._fat) or len(pieces) > len(self._data) // self._size + 1:
                raise _damaged()
            at = self._fat[at]
        return pieces

    def _fat_sectors(self) -> list[bytes]:
        numbers = [n for n in unpack_from("<109I", self._data, 76) if n < _END_OF_CHAIN]
        at, left = unpack_from("<I", self._data, 68)[0], len(self._data) // self._size + 1
        while at < _END_OF_CHAIN and left > 0:
            more = self._numbers([self._sector(at)])
            numbers += [n for n in more[:-1] if n < _END_OF_CHAIN]
            at, left = more[-1], left - 1
        if len(numbers) > len(self._data) // self._size + 1:
            raise _damaged()
        return [self._sector(number) for number in numbers]

    @staticmethod
    def _numbers(sectors: list[bytes]) -> list[int]:
        whole = b"".join(sectors)
        return [number for (number,) in _NUMBERS.iter_unpack(whole[: len(whole) // 4 * 4])]


def _entries(directory: bytes) -> list[Entry]:
    found = list[Entry]()
    for at in range(0, len(directory) - _ENTRY + 1, _ENTRY):
        length, kind = unpack_from("<HB", directory, at + 64)
        start, size = unpack_from("<II", directory, at + 116)
        if kind in (_STORAGE, _STREAM, _ROOT):
            name = directory[at : at + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
            found.append(Entry(name, kind == _STREAM, start, size))
    if not found:
        raise _damaged()
    return found


def _damaged() -> Unreadable:
    remedy = "Open it in the program that made it and save the roster again as .xlsx or CSV."
    return Unreadable(Fault("The file is damaged: its table of contents cannot be read.", remedy=remedy))
