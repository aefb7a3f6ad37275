"""Questions in a terminal: choices are numbered, anything else is typed."""

from rich.console import Console
from rich.markup import escape

from app.rota.domain.reading import Question


def ask(console: Console, question: Question) -> str:
    """The answer somebody gives; empty where they give none to what need not be answered."""
    console.print(f"[bold]{escape(question.text)}[/bold]{'' if question.required else ' (optional)'}", soft_wrap=True)
    for number, (_, words) in enumerate(question.choices, start=1):
        console.print(f"  {number}  {escape(words)}", soft_wrap=True)
    while True:
        example = f", for example {question.example}" if question.example else ""
        typed = console.input(f"{'Number' if question.choices else 'Answer'}{example}: ").strip()
        answer = _meant(question, typed)
        if answer or not question.required:
            return answer
        console.print(
            "[yellow]Give one of the numbers.[/yellow]" if question.choices else "[yellow]It is needed.[/yellow]"
        )


def _meant(question: Question, typed: str) -> str:
    if not question.choices:
        return typed
    values = [value for value, _ in question.choices]
    # The number first: a choice may itself be a number, such as a year.
    if typed.isdecimal() and 0 < int(typed) <= len(values):
        return values[int(typed) - 1]
    return typed if typed in values else ""


def confirmed(console: Console, sentence: str) -> bool:
    """Whether somebody says yes; anything else is no."""
    return console.input(f"{escape(sentence)} \\[y/N] ").strip().lower() in {"y", "yes"}
