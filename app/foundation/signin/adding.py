"""Adding a passkey for whoever is signed in, and telling them by the way they have had so far."""

from fastapi import Request
from starlette.background import BackgroundTask

from app.foundation.signin.door import Door, sign_in_desk
from app.foundation.signin.passkeys import Answered, take_in
from app.foundation.signin.sending import tell_change
from app.foundation.signin.who import Who

_ADDED = "A passkey was added with which you can sign in."


def add_passkey_for(
    request: Request, door: Door, who: Who, answered: Answered, name: str
) -> tuple[str, BackgroundTask]:
    """Keep the passkey; its id, and what to send once the answer has left. Raises Invalid or Conflict."""
    desk = sign_in_desk(request)
    with desk.store.write() as db:
        passkey_id = take_in(db, desk, door, who.subject_id, answered, name)
        contacts = door.contacts.of(db, who.subject_id) if door.contacts else ()
    return passkey_id, BackgroundTask(tell_change, desk, contacts, _ADDED, now=desk.clock())
