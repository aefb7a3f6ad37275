"""How large a file and a function may be, and where the middle of them must lie."""

import ast
import statistics
from collections.abc import Sequence

from tests.house.source import Finding, Function, Source, functions_of, python_in

LONGEST_FILE, LONGEST_FUNCTION = 400, 40
FILE_MEDIAN, FILE_P90 = 100, 250
FUNCTION_MEDIAN, FUNCTION_P90 = 8, 25
ENOUGH_TO_JUDGE = 10
PRODUCT = ("app", "scheduler")
# A migration is one list of statements; cutting it into functions would hide the order they run in.
UNCUT = {"upgrade", "downgrade"}


def length_of(function: Function) -> int:
    """Lines from `def` to the last statement, without decorators and docstring."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function, clean=False) is not None:
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def too_long_files(sources: Sequence[Source]) -> list[Finding]:
    """Nobody holds more than a few screens in mind."""
    return [
        Finding(source.path, LONGEST_FILE, f"{len(source.lines)} lines; a file has at most {LONGEST_FILE}")
        for source in python_in(sources)
        if len(source.lines) > LONGEST_FILE
    ]


def too_long_functions(sources: Sequence[Source]) -> list[Finding]:
    """A function that does not fit a screen does two things."""
    return [
        Finding(
            source.path, function.lineno, f"{function.name}: {length_of(function)} lines, at most {LONGEST_FUNCTION}"
        )
        for source in python_in(sources)
        for function in functions_of(source)
        if length_of(function) > LONGEST_FUNCTION and not (source.is_under("migrations") and function.name in UNCUT)
    ]


def over_budget(sources: Sequence[Source]) -> list[Finding]:
    """The tail tells models from tangles: the middle and the ninth tenth of the product's files and functions."""
    product = [source for source in python_in(sources, *PRODUCT) if source.text.strip()]
    files = [len(source.lines) for source in product]
    functions = [length_of(function) for source in product for function in functions_of(source)]
    return [
        *_budget("file", files, FILE_MEDIAN, FILE_P90),
        *_budget("function", functions, FUNCTION_MEDIAN, FUNCTION_P90),
    ]


def _budget(what: str, sizes: Sequence[int], median: int, p90: int) -> list[Finding]:
    if len(sizes) < ENOUGH_TO_JUDGE:
        return []
    measured = {"median": (statistics.median(sizes), median), "p90": (statistics.quantiles(sizes, n=10)[-1], p90)}
    return [
        Finding("app, scheduler", 0, f"{name} {what} has {size:g} lines; the budget is {budget}")
        for name, (size, budget) in measured.items()
        if size > budget
    ]
