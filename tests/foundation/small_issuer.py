"""A small OpenID Connect issuer that answers through a transport: real keys and signatures, no network."""

import base64
import hashlib
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import RSAKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.foundation.signin.oidc_issuer import OidcIssuer, OidcPerson
from tests.foundation.mini_desk import NOON, Member

ISSUER = "https://issuer.test"
CLIENT = "relief desk"
SECRET = "a secret/with signs"


@dataclass
class SmallIssuer:
    """What it says can be changed, claim by claim, before it is asked."""

    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, parameters={"kid": "k1"}))
    signing_key: RSAKey | None = None
    header: dict[str, Any] = field(default_factory=lambda: {"alg": "RS256", "kid": "k1"})
    claims: dict[str, Any] = field(default_factory=dict)
    discovery: dict[str, Any] = field(default_factory=dict)
    token_answer: dict[str, Any] | None = None
    asked: dict[str, str] = field(default_factory=dict)
    sent: list[dict[str, str]] = field(default_factory=list)

    def authorise(self, address: str) -> tuple[str, str]:
        """Somebody signs in at the issuer: the code and the state that come back."""
        self.asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        return "the-code", self.asked["state"]

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer one request as an issuer does."""
        match request.url.path:
            case "/.well-known/openid-configuration":
                return httpx.Response(200, json=self._discovery())
            case "/keys":
                return httpx.Response(200, json={"keys": [self.key.as_dict(private=False)]})
            case "/token":
                return self._token(request)
            case _:
                return httpx.Response(404)

    def _discovery(self) -> dict[str, Any]:
        found = {
            "issuer": ISSUER, "authorization_endpoint": f"{ISSUER}/authorise", "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/keys",
        }  # fmt: skip
        return {**found, **self.discovery}

    def _token(self, request: httpx.Request) -> httpx.Response:
        form = {name: values[0] for name, values in parse_qs(request.content.decode()).items()}
        self.sent.append({**form, "authorization": request.headers.get("authorization", "")})
        challenge = (
            base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        )
        if challenge != self.asked.get("code_challenge") or form["code"] != "the-code":
            return httpx.Response(400, json={"error": "invalid_grant"})
        answer = {"access_token": "x", "token_type": "Bearer", "id_token": self.id_token()}
        return httpx.Response(200, json=answer if self.token_answer is None else self.token_answer)

    def id_token(self) -> str:
        """A signed token about sub-7, with whatever claims were changed; a claim set to None is left out."""
        at = int(NOON.timestamp())
        standard = {
            "iss": ISSUER, "aud": CLIENT, "sub": "sub-7", "iat": at, "exp": at + 300, "nonce": self.asked.get("nonce"),
            "email": "Sam@Example.com", "email_verified": True,
        }  # fmt: skip
        claims = {name: value for name, value in {**standard, **self.claims}.items() if value is not None}
        if self.header["alg"] == "none":
            parts = [json.dumps(part).encode() for part in (self.header, claims)]
            return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts) + "."
        return jwt.encode(self.header, claims, self.signing_key or self.key, algorithms=[self.header["alg"]])


def find_person(db: Session, person: OidcPerson) -> str | None:
    """The small desk knows people from an issuer by their verified address."""
    return db.scalar(select(Member.id).where(Member.contact == person.email))


def trusted(issuer: SmallIssuer) -> OidcIssuer:
    """How the small desk trusts it."""
    return OidcIssuer(
        issuer=ISSUER, client_id=CLIENT, client_secret=SECRET, our_url="http://desk.test", find_person=find_person,
        transport=httpx.MockTransport(issuer),
    )  # fmt: skip
