"""Tells the story in the terminal: what happened and why, in tables and plain sentences."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import zip_longest
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table

_STANDS = {
    "done": "[green]took place[/]",
    "booked": "[bold]booked[/]",
    "pencilled": "[dim]provisional[/]",
    "kept": "held",
    "past": "over",
    "open": "[red]open[/]",
}


class Teller:
    """Writes to a rich console; instants are shown on the force's clocks."""

    def __init__(self, console: Console, zone: ZoneInfo) -> None:
        self.console = console
        self._zone = zone

    def act(self, title: str) -> None:
        """Begin an act."""
        self.console.rule(f"[bold]{title}", align="left", style="dim")

    def say(self, sentence: str) -> None:
        """One plain sentence."""
        self.console.print(sentence, highlight=False)

    def kept(self, count: int) -> None:
        """All promises hold at this point."""
        self.console.print(f"[green]✓[/] {count} promises checked on every course, none broken.\n", highlight=False)

    def counts(self, title: str, counts: Mapping[str, int]) -> None:
        """A row of figures."""
        self.say(f"{title}: " + ", ".join(f"{count:,} {kind}" for kind, count in counts.items()))

    def offers(self, offers: Sequence[Mapping[str, Any]]) -> None:
        """The five times on offer, each with its reason."""
        table = Table("", "with", "why", "reliability", title="On offer at once", title_justify="left")
        for k, offer in enumerate(offers, start=1):
            table.add_row(str(k), offer["counsellor"], offer["reason"], f"{offer['reliability']} %")
        self.console.print(table)

    def plan(self, title: str, plan: Mapping[str, Any]) -> None:
        """Every session of a course."""
        table = Table("", "when", "where", "with", "", "why", title=title, title_justify="left")
        for session in plan["sessions"]:
            at = session["appointment"]
            row = (self._when(at), at["place"], at["counsellor"]) if at else ("", "", "")
            table.add_row(
                str(session["number"]), *row, _STANDS[session["stands"]], at["reason"].split(",")[0] if at else ""
            )
        self.console.print(table)

    def moves(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
        """Which times are now others, and how many stayed, whichever session they count as."""
        stayed = _times(before).keys() & _times(after).keys()
        gone = [session for time, session in _times(before).items() if time not in stayed]
        came = [session for time, session in _times(after).items() if time not in stayed]
        for old, new in zip_longest(gone, came):
            was = f"session {old['number']}: {self._when(old['appointment'])}" if old else "open"
            self.say(f"  {was} → {self._where(new['appointment']) if new else 'open'}")
            if old and new and new["number"] > old["number"]:
                self.say(f"  That one is session {new['number']} now; those between count one lower.")
        self.say(f"  {len(stayed)} of {len(after['sessions'])} stayed as they were.")

    def _where(self, appointment: Mapping[str, Any]) -> str:
        return f"{self._when(appointment)}, {appointment['place']}, with {appointment['counsellor']}"

    def balance(self, balance: Mapping[str, int]) -> None:
        """The ledger in one line."""
        parts = " + ".join(f"{balance[part]} {part}" for part in ("attended", "held", "free"))
        self.say(f"Ledger: {balance['granted']} granted = {parts}.")

    def _when(self, appointment: Mapping[str, Any]) -> str:
        return f"{datetime.fromisoformat(appointment['start_at']).astimezone(self._zone):%a %d %b %H:%M}"


def _times(plan: Mapping[str, Any]) -> dict[tuple[str, str], Mapping[str, Any]]:
    """The sessions that have a time, by when and with whom."""
    return {
        (s["appointment"]["start_at"], s["appointment"]["counsellor"]): s for s in plan["sessions"] if s["appointment"]
    }
