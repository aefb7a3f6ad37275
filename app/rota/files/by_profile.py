"""Has a file read with the answers of the mapping profile that fits it, as soon as its shape is known."""

from collections.abc import Callable
from dataclasses import replace

from app.rota.domain.reading import Reading
from app.rota.files.findings import Findings, ReadOrder


class Fits(Exception):
    """There is a profile for files of this shape: what was read so far is read anew with its answers."""

    def __init__(self, name: str, order: ReadOrder) -> None:
        super().__init__(name)
        self.name, self.order = name, order


def know_shape(fingerprint: str, order: ReadOrder, findings: Findings) -> None:
    """Note the shape, before anything is read by it. Raises Fits."""
    findings.fingerprint = fingerprint
    profile = order.profiles.get(fingerprint) if fingerprint else None
    if profile is not None:
        answers = {**profile["answers"], **order.answers}
        raise Fits(str(profile["name"]), replace(order, answers=answers, profiles={}))


def by_profile(read: Callable[[ReadOrder], Reading], order: ReadOrder) -> Reading:
    """What `read` makes of the file, with the answers of a profile where one fits; its name is in the reading."""
    try:
        return read(order)
    except Fits as fits:
        return replace(read(fits.order), profile=fits.name)
