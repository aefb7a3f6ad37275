"""XML without document types: no entities that grow, nothing fetched, no endless nesting."""

import io
from collections.abc import Callable
from typing import IO, Protocol
from xml.parsers import expat

from app.foundation.refusals import Fault
from app.rota.files.findings import Unreadable

DEEPEST = 100
_SAVE_AGAIN = "Open it in your spreadsheet program and save it again as .xlsx."


class Listener(Protocol):
    """What is told of each element: its name without prefix, its attributes without prefixes."""

    def start(self, name: str, attributes: dict[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def text(self, data: str) -> None: ...


def parse_xml(source: bytes | IO[bytes], listener: Listener) -> None:
    """Walk through XML. Raises Unreadable for a document type, for nesting without end, and for damage."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise Unreadable(Fault("The parts of this file are nested without end.", remedy=_SAVE_AGAIN))
        listener.start(_local(name), {_local(key): value for key, value in attributes.items()})

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        listener.end(_local(name))

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = listener.text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    _run(parser.ParseFile, io.BytesIO(source) if isinstance(source, bytes) else source)


def _run(parse: Callable[[IO[bytes]], object], stream: IO[bytes]) -> None:
    try:
        parse(stream)
    except (expat.ExpatError, ValueError, LookupError) as wrong:
        message = f"The file is damaged: its XML cannot be read ({str(wrong)[:60]})."
        raise Unreadable(Fault(message, remedy=_SAVE_AGAIN)) from wrong


def doctype_refused() -> Unreadable:
    """A document type is where entities are declared that grow to gigabytes; no spreadsheet program writes one."""
    message = "The file declares a document type or entities of its own, which no spreadsheet program writes."
    return Unreadable(Fault(message, remedy=_SAVE_AGAIN))


def _refuse_doctype(*_: object) -> None:
    raise doctype_refused()


def _local(name: str) -> str:
    return name.rpartition(":")[2]
