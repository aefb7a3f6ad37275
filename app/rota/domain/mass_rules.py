"""What must hold between the duties of one member of staff, looked through for very many people at once."""

from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo

from app.rota.domain.blocks import Block, clashes
from app.rota.domain.packed_lines import PackedLines
from scheduler.duty_pack import START_SHIFT
from scheduler.local_days import local_days

_AT_A_TIME = 1_000
_LINES = 1 << 20


def clashing(lines: PackedLines, zone: ZoneInfo) -> Iterator[tuple[int, int]]:
    """The places of lines that clash, the earlier and the later: as `order_rules.overlap_faults` finds them."""
    for first in range(0, len(lines.staff), _AT_A_TIME):
        last = min(first + _AT_A_TIME, len(lines.staff))
        begin, end = int(lines.begins[first]), int(lines.begins[last])
        block = Block(lines.owners_of(first, last), lines.words[begin:end])
        earlier, later = clashes(block, local_days(zone, block.starts))
        yield from zip((earlier + begin).tolist(), (later + begin).tolist(), strict=True)


def beginning_outside(lines: PackedLines, stated: tuple[date, date], zone: ZoneInfo) -> Iterator[int]:
    """The places of lines that begin, locally, before or after the days stated."""
    first, last = ((on - date(1970, 1, 1)).days for on in stated)
    for begin in range(0, len(lines), _LINES):
        starts = (lines.words[begin : begin + _LINES] >> START_SHIFT).astype("int64")
        on = local_days(zone, starts).days(starts)
        yield from (((on < first) | (on > last)).nonzero()[0] + begin).tolist()
