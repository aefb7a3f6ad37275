"""What is said at a terminal to whoever typed a command that cannot be done."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import NoReturn

import typer
from pydantic import ValidationError


@contextmanager
def plainly() -> Iterator[None]:
    """What can be put right by whoever typed the command becomes a sentence and exit code 2, never a traceback."""
    # Loaded only when a command runs: `relief --help` should not wait for them.
    from sqlalchemy.exc import SQLAlchemyError

    from app.foundation.refusals import Refusal

    try:
        yield
    except Refusal as refused:
        faults = [f"  {fault.column}: {fault.message}" for fault in refused.faults if fault.column != "contact"]
        give_up("\n".join([refused.detail, *faults]))
    except ValidationError as wrong:
        faults = [f"  RELIEF_{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in wrong.errors()]
        give_up("\n".join(["A setting cannot be used.", *faults]))
    except UnicodeDecodeError:
        give_up("The file is not text in UTF-8.")
    except OSError as wrong:
        give_up(f"{wrong.filename or 'A file'}: {wrong.strerror or wrong}.")
    except SQLAlchemyError as wrong:
        # Its message may quote an address with a password, or somebody's record.
        give_up(f"The store cannot be used ({type(wrong).__name__}). Look at its address and that it is running.")


def give_up(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(2)


def told_plainly(command: Callable[..., None]) -> Callable[..., None]:
    """A command of another room, with its refusals told as here."""

    @wraps(command)
    def told(*given: object, **named: object) -> None:
        with plainly():
            command(*given, **named)

    return told
