"""A stand-in for Microsoft Entra ID's v2.0 endpoint: its addresses, keys, tokens and refusals, as its documents say."""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.foundation.mini_desk import NOON

HOST = "https://login.microsoftonline.com"
TENANT, OTHER_TENANT = "11111111-2222-4333-8444-555555555555", "99999999-8888-4777-8666-555555555555"
MSA = "9188040d-6c67-4c5b-b112-36a304b66dad"
"""The tenant of private Microsoft accounts."""
CLIENT, SECRET = "0f0e0d0c-1111-4222-8333-444455556666", "Ab8Q~x.y-z_value/with+signs"


def issuer_of(tenant: str) -> str:
    """What tokens of a tenant name as their issuer."""
    return f"{HOST}/{tenant}/v2.0"


def new_key(kid: str) -> RSAKey:
    """A signing key under this id."""
    return RSAKey.generate_key(2048, parameters={"kid": kid})


@dataclass
class Entra:
    """Who signs in is `oid` of `tenant`. `skew`: how many seconds its clock is ahead of ours."""

    tenant: str = TENANT
    oid: str = "aaaaaaaa-0000-4000-8000-00000000000a"
    keys: list[RSAKey] = field(default_factory=lambda: [new_key("kid-2026-03")])
    extra: dict[str, Any] = field(default_factory=dict)
    skew: int = 0
    asked: dict[str, str] = field(default_factory=dict)
    fetched: list[str] = field(default_factory=list)
    spent: set[str] = field(default_factory=set)

    def authorise(self, address: str) -> dict[str, str]:
        """Somebody signs in: what comes back to the redirect address."""
        split = urlsplit(address)
        assert f"{split.scheme}://{split.netloc}{split.path}" == f"{HOST}/{TENANT}/oauth2/v2.0/authorize"
        self.asked = {name: values[0] for name, values in parse_qs(split.query).items()}
        return {"code": f"0.{len(self.spent)}", "state": self.asked["state"], "session_state": "5d1d9e3a"}

    def sub(self) -> str:
        """Pairwise: another value for the same person at another application."""
        mark = hashlib.sha256(f"{self.oid}|{self.asked['client_id']}".encode()).digest()
        return base64.urlsafe_b64encode(mark).rstrip(b"=").decode()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        self.fetched.append(path)
        answers: dict[str, Callable[[httpx.Request], httpx.Response]] = {
            **{f"/{name}/v2.0/.well-known/openid-configuration": self._discovery for name in (TENANT, "common")},
            f"/{TENANT}/oauth2/v2.0/token": self._token,
            f"/{TENANT}/discovery/v2.0/keys": self._keys,
        }
        return answers[path](request) if path in answers else httpx.Response(404)

    def _discovery(self, request: httpx.Request) -> httpx.Response:
        """Of a tenant its own; of "common" the template with {tenantid}, which no token names."""
        name = request.url.path.split("/")[1]
        found = {
            "issuer": issuer_of(TENANT if name == TENANT else "{tenantid}"),
            "authorization_endpoint": f"{HOST}/{name}/oauth2/v2.0/authorize",
            "token_endpoint": f"{HOST}/{name}/oauth2/v2.0/token",
            "jwks_uri": f"{HOST}/{name}/discovery/v2.0/keys",
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt", "client_secret_basic"],
            "scopes_supported": ["openid", "profile", "email", "offline_access"],
        }
        return httpx.Response(200, json=found)

    def _keys(self, _: httpx.Request) -> httpx.Response:
        """Keys without an algorithm, with a certificate and the issuer beside them, as Entra publishes them."""
        shown = [key.as_dict(private=False) for key in self.keys]
        more = {"use": "sig", "x5t": "nOo3ZDrODXEK1jKWhXslHR_KXEg", "issuer": issuer_of(TENANT)}
        return httpx.Response(200, json={"keys": [{**key, **more} for key in shown]})

    def _token(self, request: httpx.Request) -> httpx.Response:
        form = {name: values[0] for name, values in parse_qs(request.content.decode()).items()}
        us = base64.b64decode(request.headers["authorization"].removeprefix("Basic ")).decode()
        if us != f"{CLIENT}:{SECRET.replace('/', '%2F').replace('+', '%2B')}":
            return self._refused("invalid_client", "AADSTS7000215: Invalid client secret provided.", 401)
        made = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        if made != self.asked["code_challenge"]:
            return self._refused("invalid_grant", "AADSTS501481: The Code_Verifier does not match.", 400)
        if form["code"] in self.spent:
            return self._refused("invalid_grant", "AADSTS54005: OAuth2 Authorization code was already redeemed.", 400)
        self.spent.add(form["code"])
        answer = {"token_type": "Bearer", "scope": "email openid", "expires_in": 3599, "ext_expires_in": 3599}
        return httpx.Response(200, json={**answer, "access_token": "x", "id_token": self._id_token()})

    def _refused(self, error: str, says: str, status: int) -> httpx.Response:
        return httpx.Response(status, json={"error": error, "error_description": says, "error_codes": [1]})

    def _id_token(self) -> str:
        """No address unless the optional claim was configured, and never `email_verified`."""
        at = int(NOON.timestamp()) + self.skew
        claims = {
            "aud": CLIENT, "iss": issuer_of(self.tenant), "iat": at, "nbf": at, "exp": at + 3900, "name": "Kim Hale",
            "nonce": self.asked["nonce"], "oid": self.oid, "preferred_username": "kim.hale@kent.police.uk",
            "rh": "0.AXkA", "sub": self.sub(), "tid": self.tenant, "uti": "u", "ver": "2.0",
        }  # fmt: skip
        claims = {name: value for name, value in {**claims, **self.extra}.items() if value is not None}
        key = self.keys[-1]
        header = {"typ": "JWT", "alg": "RS256", "kid": key.kid}
        return jwt.encode(header, claims, key, algorithms=["RS256"])
