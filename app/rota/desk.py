"""The HR desk's working things, as one frozen value that its front doors are given."""

from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from app.foundation.clock import Clock
from app.foundation.database import Database
from app.foundation.limits import Limits
from app.foundation.mailer import Mailer
from app.foundation.signin.oidc_issuer import OidcIssuer
from app.rota.files.in_child import ChildLimits


@dataclass(frozen=True, slots=True, kw_only=True)
class RotaDesk:
    """What a front door needs. Found as `request.app.state.desk`; never stored in a module."""

    store: Database
    clock: Clock
    zone: ZoneInfo
    """The force's zone: months are its months, and times in files are its times unless the uploader says otherwise."""
    mailer: Mailer
    feed_token: str
    """What a reader of the feed must show. Empty: nobody can read it."""
    limits: Limits = field(default_factory=Limits)
    oidc: OidcIssuer | None = None
    secure: bool = False
    """Whether the desk is reached by https."""
    address: str = ""
    """The desk's own address as browsers show it; passkeys are bound to it. Empty: there are none."""
    product: str = "Relief"
    most_bytes: int = 2**30
    """The largest upload: a force of 45,000 for a year is some 750 MB of CSV."""
    read_at_once_bytes: int = 5 * 2**20
    """A larger one sent over the API is read after it was answered."""
    child: ChildLimits | None = None
    """What reading an upload may take; None: by its size."""
