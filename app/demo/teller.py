"""Tells the story in the terminal: what happened and why, in tables and plain sentences."""

from collections.abc import Mapping, Sequence
from datetime import datetime
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
        """Which sessions are now at another time, and how many stayed."""
        stayed = 0
        for old, new in zip(before["sessions"], after["sessions"], strict=True):
            was, now = old["appointment"], new["appointment"]
            if was and now and (was["start_at"], was["counsellor"]) == (now["start_at"], now["counsellor"]):
                stayed += 1
                continue
            text = f"{self._when(now)}, {now['place']}, with {now['counsellor']}" if now else "open"
            self.say(f"  session {new['number']}: {self._when(was) if was else 'open'} → {text}")
        self.say(f"  {stayed} of {len(after['sessions'])} stayed as they were.")

    def balance(self, balance: Mapping[str, int]) -> None:
        """The ledger in one line."""
        parts = " + ".join(f"{balance[part]} {part}" for part in ("attended", "held", "free"))
        self.say(f"Ledger: {balance['granted']} granted = {parts}.")

    def _when(self, appointment: Mapping[str, Any]) -> str:
        return f"{datetime.fromisoformat(appointment['start_at']).astimezone(self._zone):%a %d %b %H:%M}"
