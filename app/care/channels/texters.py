"""Text messages through others: a service spoken to as its settings say, or GOV.UK Notify."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import httpx
from joserfc import jwt
from joserfc.jwk import OctKey

from app.care.domain.discretion import leaks
from app.foundation.texter import TextNotSent

NOTIFY = "https://api.notifications.service.gov.uk"
_NOTIFY_KEY = re.compile(r"([0-9a-f-]{36})-([0-9a-f-]{36})$")
_FORM = "application/x-www-form-urlencoded"
_SECONDS = 20.0
_LATER = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})
_THIS_MACHINE = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True)
class HttpTexter:
    """Sends by one request to `url`. `body` is JSON in which {to} and {text}, inside any string, are filled in.

    With the content type of a form it is sent as one. ValueError: an address that is neither https nor this machine, a
    body that is no JSON or has no place for number and text, words that would give officers away.
    """

    http: httpx.Client
    url: str
    body: str
    method: str = "POST"
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        _refuse_open(self.url)
        _refuse_leaks(f"{self.url} {self.body}")
        if not isinstance(json.loads(self.body), dict) or not ("{to}" in self.body and "{text}" in self.body):
            raise ValueError("the body of a text is a JSON object with {to} and {text} in it")

    def send(self, to: str, body: str, *, now: datetime) -> None:  # noqa: ARG002 - as Texter has it
        """Send one text. Raises TextNotSent."""
        filled = _filled(json.loads(self.body), {"{to}": to, "{text}": body})
        headers = {"content-type": "application/json"} | {name.lower(): v for name, v in self.headers.items()}
        as_form = headers["content-type"].startswith(_FORM)
        content = urlencode(filled) if as_form else json.dumps(filled)
        _refuse_failure(_asked(self.http, self.method, self.url, content, headers))


@dataclass(frozen=True, slots=True)
class NotifyTexter:
    """Sends through GOV.UK Notify: a template whose only text is ((message)), and an API key as Notify shows it.

    ValueError for a key that is none.
    """

    http: httpx.Client
    api_key: str = field(repr=False)
    template: str
    sender: str = ""
    """Id of the sender that texts come from; empty: the service's usual one."""
    url: str = NOTIFY

    def __post_init__(self) -> None:
        _refuse_open(self.url)
        if not _NOTIFY_KEY.search(self.api_key) or not self.template:
            raise ValueError("Notify needs a template and an API key that ends in two ids")

    def send(self, to: str, body: str, *, now: datetime) -> None:
        """Send one text. Raises TextNotSent."""
        asked = {
            "phone_number": to,
            "template_id": self.template,
            "personalisation": {"message": body},
            **({"sms_sender_id": self.sender} if self.sender else {}),
        }
        headers = {"authorization": f"Bearer {self._token(now)}", "content-type": "application/json"}
        url = f"{self.url.rstrip('/')}/v2/notifications/sms"
        _refuse_failure(_asked(self.http, "POST", url, json.dumps(asked), headers))

    def _token(self, now: datetime) -> str:
        """Who asks, signed with the key's secret; Notify takes it for half a minute."""
        found = _NOTIFY_KEY.search(self.api_key)
        service, secret = found.groups() if found else ("", "")
        return jwt.encode({"alg": "HS256"}, {"iss": service, "iat": int(now.timestamp())}, OctKey.import_key(secret))


def _asked(http: httpx.Client, method: str, url: str, content: str, headers: Mapping[str, str]) -> httpx.Response:
    try:
        return http.request(method, url, content=content, headers=dict(headers), timeout=_SECONDS)
    except httpx.HTTPError as failure:
        raise TextNotSent(type(failure).__name__, hopeless=False) from None  # its own words may name the number


def _refuse_failure(answer: httpx.Response) -> None:
    """4xx will not change by asking again; too many at once, and faults of theirs, may."""
    if answer.is_success:
        return
    hopeless = answer.is_client_error and answer.status_code not in _LATER
    raise TextNotSent(f"answered {answer.status_code}", hopeless=hopeless, wish=_wish(answer))


def _wish(answer: httpx.Response) -> timedelta | None:
    typed = answer.headers.get("retry-after", "")
    return timedelta(seconds=int(typed)) if typed.isascii() and typed.isdecimal() and len(typed) < 7 else None


def _filled(template: Any, values: Mapping[str, str]) -> Any:
    match template:
        case str():
            return re.sub("|".join(map(re.escape, values)), lambda found: values[found.group()], template)
        case dict():
            return {name: _filled(value, values) for name, value in template.items()}
        case list():
            return [_filled(value, values) for value in template]
        case _:
            return template


def _refuse_open(url: str) -> None:
    address = httpx.URL(url)
    if address.scheme != "https" and address.host not in _THIS_MACHINE:
        raise ValueError(f"texts are handed over by https only, not to {address.scheme}://{address.host}")


def _refuse_leaks(said: str) -> None:
    if found := leaks(said):
        raise ValueError(f"texts would say {', '.join(found)}; officers may be seen with it")
