"""What people at a provider are told when a counsellor's calendar cannot be read, or would move too much."""

from dataclasses import dataclass

_BODY = """Hello,

{what}

The hours that were on offer stay as they are until this is put right. You can see to it here:
{url}/provider/hours/calendar

{product}
"""


@dataclass(frozen=True, slots=True)
class CalendarNews:
    """Whose calendar it is and what is the matter; `moves` of `of` appointments would be moved, or None."""

    name: str
    problem: str | None
    moves: int | None = None
    of: int | None = None

    def subject(self, product: str) -> str:
        """Of the mail."""
        return f"{product}: a calendar needs a look"

    def body(self, product: str, base_url: str) -> str:
        """Of the mail."""
        if self.moves is not None:
            what = (
                f"The calendar of {self.name} now says that {self.moves} of {self.of} appointments cannot take place. "
                "That may be right, or a mistake, so nothing was moved."
            )
        else:
            what = f"The calendar of {self.name} could not be read several times in a row. {self.problem or ''}".strip()
        return _BODY.format(what=what, url=base_url, product=product)
