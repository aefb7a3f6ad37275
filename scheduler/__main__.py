"""`python -m scheduler PROBLEM --out PLAN`: a problem file in, a plan file out."""

import argparse
import gc
import signal
import sys
from collections.abc import Callable, Sequence
from time import monotonic
from types import FrameType

from scheduler.course_best import Unplannable
from scheduler.io import STANDARD, read_problem, write_plan
from scheduler.plan import Result
from scheduler.problem import ProblemFaults
from scheduler.solve import FaultyPlan, Progress, solve

_RESERVE, _MOST_RESERVED = 0.03, 1.2  # of the time asked for, and seconds: starting Python and writing are part of it
_CHECKING = 1.2  # of the time that reading took: what checking and writing the plan take
FINE, FAULTY, UNREADABLE, NO_PLAN, BROKEN = 0, 2, 3, 4, 5


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0: a plan is written; 2: faulty problem or command; 3: no such file; 4: no plan; 5: our own fault."""
    begun = monotonic()
    asked = _parser().parse_args(arguments)
    try:
        problem = read_problem(asked.problem)
        gc.freeze()  # it stays until the end: looking through its millions of parts for garbage is in vain
        stop = _on_interrupt()
        result = solve(
            problem,
            seconds=asked.seconds
            - min(_RESERVE * asked.seconds, _MOST_RESERVED)
            - (1 + _CHECKING) * (monotonic() - begun),
            workers=asked.workers,
            seed=asked.seed,
            on_progress=_reporter() if asked.progress or sys.stderr.isatty() else None,
            cancelled=stop,
        )
        write_plan(result, asked.out)
    except ProblemFaults as error:
        return _refuse(FAULTY, *(f"{asked.problem}: {fault}" for fault in error.faults))
    except OSError as error:
        return _refuse(UNREADABLE, f"{error.filename or asked.problem}: {error.strerror or error}")
    except Unplannable as error:
        return _refuse(NO_PLAN, str(error))
    except FaultyPlan as error:
        return _refuse(BROKEN, f"the plan broke its own rules and is withheld, please report this: {error}")
    if asked.progress or sys.stderr.isatty():
        print(_summary(result), file=sys.stderr)
    return FINE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m scheduler", description="Plan courses of sessions around rosters.")
    parser.add_argument("problem", help=f"problem file (.json or .json.gz), {STANDARD} for standard input")
    parser.add_argument("--out", required=True, help=f"plan file (.json or .json.gz), {STANDARD} for standard output")
    parser.add_argument("--seconds", type=_seconds, default=60.0, help="be done after so long, all told (default 60)")
    parser.add_argument("--workers", type=_whole(1), default=2, help="processor cores to use (default 2)")
    parser.add_argument("--seed", type=_whole(0), default=0, help="another seed, another search (default 0)")
    parser.add_argument("--progress", action="store_true", help="tell of each step on standard error")
    return parser


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 < value <= 1e7:
        raise argparse.ArgumentTypeError(f"{text} is not a number of seconds")
    return value


def _whole(least: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        value = int(text)
        if not least <= value < 2**31:
            raise argparse.ArgumentTypeError(f"{text} is not a whole number from {least} on")
        return value

    return number


def _refuse(code: int, *lines: str) -> int:
    for line in lines:
        print(line, file=sys.stderr)
    return code


def _on_interrupt() -> Callable[[], bool]:
    """Ctrl-C asks for the best plan so far; a second one gives up."""
    asked: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        asked.append(number)
        signal.signal(signal.SIGINT, signal.default_int_handler)

    signal.signal(signal.SIGINT, note)
    return lambda: bool(asked)


def _reporter() -> Callable[[Progress], None]:
    def report(progress: Progress) -> None:
        gap = _gap(progress.value, progress.bound)
        print(f"{progress.seconds:8.1f} s  value {progress.value}  bound {progress.bound}  gap {gap}", file=sys.stderr)

    return report


def _gap(value: int, bound: int) -> str:
    if value == bound:
        return "0 %"
    return f"{100 * (value - bound) / bound:.3f} %" if bound > 0 else "-"


def _summary(result: Result) -> str:
    bound = "-" if result.bound is None else str(result.bound)
    return f"{result.status}: {len(result.appointments)} appointments, cost {result.objective}, at least {bound}"


if __name__ == "__main__":
    sys.exit(main())
