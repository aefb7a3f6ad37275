"""Settings of each zone, from the environment; neither zone's holds a credential of the other's store."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, Field, HttpUrl, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.foundation.sealing import new_key


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(f"{name!r} is not an IANA time zone")
    return name


ZoneName = Annotated[str, AfterValidator(_known_zone)]


class _Shared(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="RELIEF_", extra="ignore", env_ignore_empty=True)

    data: Path = Path("var")
    """Folder for SQLite files and generated secrets; not used for stores given by URL."""
    host: str = "127.0.0.1"
    time_zone: ZoneName = "Europe/London"
    product: str = "Relief"
    demo: bool = False
    quiet: bool = False
    """A demo that does not print the mail it keeps."""
    secure: bool = False
    """Browsers reach the desks by https (a proxy ends it): cookies then say so."""
    smtp_host: str = ""
    """Without one, mail goes to the terminal (and in the demo to the mail page)."""
    smtp_port: int = 587
    smtp_sender: str = "Relief <no-reply@localhost>"
    smtp_username: str = ""
    smtp_password: str = ""
    smtp_tls: Literal["starttls", "tls", "none"] = "starttls"

    @property
    def zone(self) -> ZoneInfo:
        """The force's zone."""
        return ZoneInfo(self.time_zone)


class RotaSettings(_Shared):
    """What the HR desk needs. RELIEF_ROTA_URL, RELIEF_ROTA_KEY, RELIEF_FEED_TOKEN, RELIEF_ROTA_PORT ..."""

    rota_url: str = ""
    rota_key: str = ""
    rota_port: int = Field(default=8701, ge=0, le=65535)
    rota_address: str = ""
    """The address that HR sees, if not http://host:port (behind a proxy, say)."""
    feed_token: str = ""

    def complete(self) -> "RotaSettings":
        """The same with what was left out: a SQLite file and secrets kept in the data folder."""
        url = self.rota_url or _sqlite(self.data / "rota" / "rota.sqlite")
        key = self.rota_key or kept_secret(self.data / "rota" / "key", new_key)
        token = self.feed_token or kept_secret(self.data / "feed-token", _new_feed_token)
        address = self.rota_address or f"http://{self.host}:{self.rota_port}"
        return self.model_copy(update={"rota_url": url, "rota_key": key, "feed_token": token, "rota_address": address})


class CareSettings(_Shared):
    """What the care desk needs. RELIEF_CARE_URL, RELIEF_CARE_KEY, RELIEF_FEED_URL, RELIEF_FEED_TOKEN ..."""

    care_url: str = ""
    care_key: str = ""
    care_port: int = Field(default=8702, ge=0, le=65535)
    care_address: str = ""
    """The address that officers see, if not http://host:port (behind a proxy, say)."""
    jobs_at_once: int = Field(default=3, ge=1, le=32)
    """Durable jobs that run at the same time in the care process."""
    feed_url: str = ""
    feed_token: str = ""
    rota_port: int = 8701
    text_way: Literal["", "http", "notify"] = ""
    """Who sends texts: a service spoken to over HTTP, GOV.UK Notify, or nobody (they go to the terminal)."""
    text_url: str = ""
    text_method: str = "POST"
    text_headers: dict[str, str] = {}
    text_body: str = ""
    """For http: JSON in which {to} and {text}, inside any string, are filled in."""
    text_key: str = ""
    """For notify: the API key, as Notify shows it."""
    text_template: str = ""
    text_sender: str = ""
    push_key: str = ""
    """By which push services know us: 32 bytes in URL-safe base64."""
    human_name: str = ""
    """To whom officers can turn where planning by itself has stopped: somebody outside their line of command."""
    human_phone: str = ""
    oidc_issuer: str = ""
    """Officers may sign in at this OpenID Connect issuer ("https://login.example/tenant"); off when empty."""
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    force_domains: str = "police.uk,pnn.police.uk"
    """Mail domains of the force, with commas between: addresses there, and under them, are refused as personal ones."""
    undo_few: int = Field(default=10, ge=1, le=10_000)
    """So many appointments an hour a provider's system may always call off: a counsellor's day and a half."""
    undo_percent: int = Field(default=10, ge=1, le=100)
    """Beyond those, the most of what the provider has booked, in an hour: one of ten counsellors."""
    undo_most: int = Field(default=40, ge=1, le=100_000)
    """And no more than so many in an hour unless that is usual there. What is beyond waits for a human to look."""
    kept_percent: float = Field(default=8, ge=0, le=50)
    """Of each counsellor's hours so many in a hundred are kept for sessions that must be replaced. Nobody's first plan
    takes them; those of this week and the next are for everybody."""
    ask_before_long_gaps: bool = False
    """Whether officers are asked before two sessions lie further apart than usual. Otherwise plans let them rather than
    leave one without a time."""
    quick_exit: HttpUrl = HttpUrl("https://www.bbc.co.uk/weather")
    """Where "Leave quickly" leads: a page that anybody might be looking at."""

    @model_validator(mode="after")
    def _most_holds_few(self) -> Self:
        if self.undo_most < self.undo_few:
            raise ValueError("RELIEF_UNDO_MOST is at least RELIEF_UNDO_FEW")
        return self

    @property
    def force_mail(self) -> tuple[str, ...]:
        """The domains of `force_domains`, each in small letters."""
        return tuple(one.strip().lower() for one in self.force_domains.split(",") if one.strip())

    def complete(self) -> "CareSettings":
        """The same with what was left out: a SQLite file, secrets in the data folder, the HR desk on this host."""
        update = {
            "care_url": self.care_url or _sqlite(self.data / "care" / "care.sqlite"),
            "care_key": self.care_key or kept_secret(self.data / "care" / "key", new_key),
            "feed_token": self.feed_token or kept_secret(self.data / "feed-token", _new_feed_token),
            "feed_url": self.feed_url or f"http://{self.host}:{self.rota_port}",
            "care_address": self.care_address or f"http://{self.host}:{self.care_port}",
        }
        return self.model_copy(update=update)


def _sqlite(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{path}"


def _new_feed_token() -> str:
    return secrets.token_urlsafe(32)


def kept_secret(path: Path, make: Callable[[], str]) -> str:
    """The secret kept in `path`; made, and readable by its owner only, where there is none yet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        secret = make()
        file.write(secret)
    return secret
