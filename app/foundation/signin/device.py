"""The one word that is kept of a device, so that people know their own sign-ins apart."""

from fastapi import Request

PHONE, TABLET, COMPUTER, PROGRAM = "Phone", "Tablet", "Computer", "Program"


def device_of(request: Request) -> str:
    """Which kind of thing asks. No maker, model, version or place: those would describe a person to a reader."""
    agent = request.headers.get("user-agent", "")
    if "iPad" in agent or "Tablet" in agent or ("Android" in agent and "Mobile" not in agent):
        return TABLET
    if "Mobi" in agent or "iPhone" in agent:
        return PHONE
    return COMPUTER if "Mozilla/" in agent else PROGRAM
