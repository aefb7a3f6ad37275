"""The file in which a force writes down its places, providers and counsellors, read with every fault it has."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from app.foundation.refusals import Fault, Invalid
from app.foundation.signin.contacts import clean_contact

_SENTENCES = {
    "missing": "is missing",
    "extra_forbidden": "is not known here; is it spelt rightly?",
    "string_pattern_mismatch": "is not written as it must be: a short word of small letters, digits and dashes",
    "literal_error": "is not one of the words that can stand here",
    "int_type": "must be a whole number",
    "string_type": "must be a text in quotes",
    "list_type": "must be a list in square brackets",
    "bool_type": "must be true or false",
}

_SHOULD = re.compile(r"^(Input|String|List) should")


def _address(typed: str) -> str:
    try:
        return clean_contact(typed)
    except Invalid as refused:
        raise ValueError(refused.detail) from None


Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
Word = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,29}$")]
Number = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^\+?[0-9][0-9 ]{3,22}$")]
Address = Annotated[str, AfterValidator(_address)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class PlaceEntry(_Strict):
    """A site with so many rooms, or without a room: `video = true`, or `telephone`, the number that officers ring."""

    key: Key
    name: Name
    rooms: int | None = Field(default=None, ge=1, le=200)
    video: bool = False
    telephone: Number | None = None


class CounsellorEntry(_Strict):
    """Who counsels. `account`, if given, signs in and sees only this caseload."""

    name: Name
    gender: Literal["woman", "man"] | None = None
    skills: list[Word] = Field(default=["general"], max_length=20)
    languages: list[Word] = Field(default=["en"], min_length=1, max_length=20)
    max_per_day: int = Field(default=6, ge=1, le=24)
    max_per_week: int = Field(default=25, ge=1, le=168)
    break_minutes: int = Field(default=10, ge=0, le=240)
    caseload: int = Field(default=30, ge=1, le=1000)
    lengths: list[Literal[50, 60, 90]] = Field(default=[], max_length=3)
    account: Address | None = None


class ProviderEntry(_Strict):
    """An organisation that counsels; `accounts` sign in and see all of it."""

    name: Name
    accounts: list[Address] = Field(default=[], max_length=50)
    counsellor: list[CounsellorEntry] = Field(default=[], max_length=500)

    def seats(self) -> list[tuple[str, str | None]]:
        """Every address that may sign in, with the counsellor whose caseload alone it sees."""
        own = [(one.account, one.name) for one in self.counsellor if one.account]
        return [*((address, None) for address in self.accounts), *own]


class SupplyFile(_Strict):
    """Everything in the file."""

    place: list[PlaceEntry] = Field(default=[], max_length=500)
    provider: list[ProviderEntry] = Field(default=[], max_length=200)


def read_supply(text: str) -> SupplyFile:
    """What the TOML says. Raises Invalid with every fault that can be seen without the store."""
    try:
        plain = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise Invalid("The file is not TOML.", faults=[Fault(str(wrong))], code="bad-file") from None
    try:
        found = SupplyFile.model_validate(plain)
    except ValidationError as wrong:
        errors = wrong.errors(include_url=False, include_input=False)
        raise _refused([_fault(error, plain) for error in errors]) from None
    if faults := list(_contradictions(found)):
        raise _refused(faults)
    return found


def _refused(faults: list[Fault]) -> Invalid:
    return Invalid("The file cannot be taken as it is. Nothing was changed.", faults=faults, code="bad-file")


def _fault(error: Any, plain: Any) -> Fault:
    sentence = _SENTENCES.get(error["type"]) or _SHOULD.sub("must", error["msg"].removeprefix("Value error, "))
    return Fault(sentence, column=_where(error["loc"], plain))


def _where(path: tuple[str | int, ...], plain: Any) -> str:
    """The way to a fault in the words of the file: `provider "Alder Practice", counsellor 2, gender`."""
    said: list[str] = []
    for step in path:
        plain = _within(plain, step)
        if isinstance(step, int) and said:
            name = plain.get("key", plain.get("name")) if isinstance(plain, dict) else None
            said[-1] += f' "{name}"' if isinstance(name, str) else f" {step + 1}"
        else:
            said.append(str(step))
    return ", ".join(said) or "the file"


def _within(plain: Any, step: str | int) -> Any:
    if isinstance(plain, dict):
        return plain.get(step)
    return plain[step] if isinstance(plain, list) and isinstance(step, int) and step < len(plain) else None


def _contradictions(found: SupplyFile) -> Iterator[Fault]:
    """What each entry alone does not show."""
    for place in found.place:
        if [place.video, place.rooms is not None, place.telephone is not None].count(True) != 1:
            message = "needs either `rooms` or `video = true` or `telephone`, and one of them only"
            yield Fault(message, column=f'place "{place.key}"')
    for key in _twice(place.key for place in found.place):
        yield Fault("is there twice", column=f'place "{key}"')
    for name in _twice(one.name for one in found.provider):
        yield Fault("is there twice", column=f'provider "{name}"')
    for one in found.provider:
        for name in _twice(person.name for person in one.counsellor):
            yield Fault("is there twice", column=f'provider "{one.name}", counsellor "{name}"')
    for address in _twice(address for one in found.provider for address, _ in one.seats()):
        yield Fault("is there twice; an address signs in as one person", column=f'account "{address}"')


def _twice(values: Iterable[str]) -> list[str]:
    return [value for value, count in Counter(values).items() if count > 1]
