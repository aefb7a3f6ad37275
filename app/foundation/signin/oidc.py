"""Talking to an OpenID Connect issuer: authorisation code with PKCE, and an ID token that is checked in every claim."""

from datetime import datetime
from threading import Lock
from typing import Any
from urllib.parse import quote_plus

import httpx
import structlog
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from app.foundation.signin.oidc_issuer import OidcIssuer, OidcPerson
from app.foundation.signin.oidc_trip import Trip

_SECONDS = 10.0
_LEEWAY = 60
_log = structlog.get_logger("relief.signin")


class OidcFailed(Exception):
    """The issuer could not be asked, or what it said does not hold. `reason` is for the log and names no person."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        _log.warning("oidc failed", reason=reason)


class IssuerClient:
    """One issuer as seen from one door; keeps its discovery document and its keys."""

    def __init__(self, issuer: OidcIssuer, redirect_uri: str) -> None:
        self.issuer = issuer
        self.redirect_uri = redirect_uri
        self._lock = Lock()
        self._discovered: dict[str, Any] | None = None
        self._keys: KeySet | None = None

    def way_out(self, trip: Trip) -> str:
        """The address at the issuer where the browser goes. Raises OidcFailed when the issuer does not answer."""
        address = prepare_grant_uri(
            self._discovery()["authorization_endpoint"],
            self.issuer.client_id,
            "code",
            redirect_uri=self.redirect_uri,
            scope=self.issuer.scope,
            state=trip.state,
            nonce=trip.nonce,
            code_challenge=create_s256_code_challenge(trip.verifier),
            code_challenge_method="S256",
        )
        return str(address)

    def person(self, code: str, trip: Trip, *, now: datetime) -> OidcPerson:
        """Whom the issuer vouches for in exchange for `code`. Raises OidcFailed."""
        claims = self._claims(self._id_token(code, trip))
        self._check(claims, trip, now=now)
        email = claims.get("email") if claims.get("email_verified") is True else None
        return OidcPerson(self.issuer.issuer, str(claims["sub"]), str(email).strip().lower() if email else None)

    def _id_token(self, code: str, trip: Trip) -> str:
        body = prepare_token_request(
            "authorization_code", redirect_uri=self.redirect_uri, code=code, code_verifier=trip.verifier
        )
        us = (quote_plus(self.issuer.client_id), quote_plus(self.issuer.client_secret))  # RFC 6749 section 2.3.1
        form = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        answer = self._ask("POST", self._discovery()["token_endpoint"], content=body, headers=form, auth=us)
        if not isinstance(answer.get("id_token"), str):
            raise OidcFailed("no ID token in the answer")
        return str(answer["id_token"])

    def _claims(self, token: str) -> dict[str, Any]:
        """The claims, once the signature holds; with fresh keys tried once, for issuers change theirs."""
        for fresh in (False, True):
            try:
                return dict(jwt.decode(token, self._key_set(fresh), algorithms=list(self.issuer.algorithms)).claims)
            except (JoseError, ValueError) as wrong:
                reason = type(wrong).__name__
        raise OidcFailed(f"the ID token does not verify: {reason}")

    def _check(self, claims: dict[str, Any], trip: Trip, *, now: datetime) -> None:
        """Every claim the standard asks for (OpenID Connect Core 3.1.3.7)."""
        rules = jwt.JWTClaimsRegistry(
            now=int(now.timestamp()),
            leeway=_LEEWAY,
            iss={"essential": True, "value": self.issuer.issuer},
            aud={"essential": True, "value": self.issuer.client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": trip.nonce},
        )
        try:
            rules.validate(claims)
        except JoseError as wrong:
            raise OidcFailed(f"a claim does not hold: {getattr(wrong, 'claim', type(wrong).__name__)}") from None
        audiences = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
        if (len(audiences) > 1 or "azp" in claims) and claims.get("azp") != self.issuer.client_id:
            raise OidcFailed("the ID token was made for another party")

    def _discovery(self) -> dict[str, Any]:
        with self._lock:
            if self._discovered is None:
                found = self._ask("GET", f"{self.issuer.issuer}/.well-known/openid-configuration")
                if found.get("issuer") != self.issuer.issuer:
                    raise OidcFailed("the discovery document names another issuer")
                for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
                    if not str(found.get(name, "")).startswith("https://"):
                        raise OidcFailed(f"the discovery document has no {name} by https")
                self._discovered = found
            return self._discovered

    def _key_set(self, fresh: bool) -> KeySet:
        address = self._discovery()["jwks_uri"]
        with self._lock:
            if self._keys is None or fresh:
                self._keys = KeySet.import_key_set(self._ask("GET", address))  # type: ignore[arg-type]
            return self._keys

    def _ask(self, method: str, address: str, **what: Any) -> dict[str, Any]:
        try:
            with httpx.Client(transport=self.issuer.transport, timeout=_SECONDS) as http:
                found = http.request(method, address, **what).raise_for_status().json()
        except (httpx.HTTPError, ValueError) as failed:
            raise OidcFailed(f"the issuer does not answer: {type(failed).__name__}") from None
        if not isinstance(found, dict):
            raise OidcFailed("the issuer answers in a form that is not its own")
        return found
