"""The form of whom to call: as it was typed, and the notice that it means."""

from starlette.datastructures import FormData

from app.care.domain.help_notice import MOST_LINES, HelpLine, HelpNotice

_LONGEST = 600
FIELDS = ("when", "who", "number", "how", "word")


def read_notice(form: FormData) -> HelpNotice:
    """What was typed; lines that are wholly empty are none. Whether it can stand, the notice itself knows."""
    lines = (_line(form, place) for place in range(1, MOST_LINES + 1))
    return HelpNotice(
        lines=tuple(line for line in lines if line is not None),
        words=_text(form, "words"),
        human_route=_text(form, "human_route"),
    )


def _line(form: FormData, place: int) -> HelpLine | None:
    when, who, number, how, word = (_text(form, f"{name}-{place}") for name in FIELDS)
    if not (when or who or number):
        return None
    return HelpLine(when, who, number, "text" if how == "text" else "call", word if how == "text" else "")


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return " ".join(value.split())[:_LONGEST] if isinstance(value, str) else ""
