"""Headers that keep pages out of frames, caches and other sites' logs."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
}
# Other sites never learn an address of ours. `no-referrer` says so to ourselves as well, but makes browsers send
# `Origin: null` with our own forms: a browser that names no Sec-Fetch-Site (an old one, or on plain http) could then
# not be told from another site's page, and its holder could not sign in. It gets the next best.
_NO_REFERRER, _NONE_OUTSIDE = "no-referrer", "same-origin"
_SAYS_WHERE_FROM = b"sec-fetch-site"
_PRIVATE = "no-store"
_HSTS = "max-age=31536000"


class PageHeaders:
    """Adds the headers to every answer; what an endpoint has set itself stays."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", _PRIVATE)
                says = any(name == _SAYS_WHERE_FROM for name, _ in scope["headers"])
                headers.setdefault("Referrer-Policy", _NO_REFERRER if says else _NONE_OUTSIDE)
                if scope["scheme"] == "https":
                    headers.setdefault("Strict-Transport-Security", _HSTS)
            await send(message)

        await self.app(scope, receive, send_with_headers)
