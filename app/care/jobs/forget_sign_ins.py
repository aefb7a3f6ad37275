"""Lets go of sign-ins, codes and used challenges that ended long ago."""

from datetime import datetime

from app.care.store.tables.access import Passkey, SignIn, SignInCode
from app.foundation.database import Database
from app.foundation.signin.door import SignInTables
from app.foundation.signin.rows import forget_old_rows


def forget_sign_ins(store: Database, *, now: datetime) -> None:
    """Delete what ended more than thirty days ago: nobody needs to know any longer who was here when."""
    with store.write() as db:
        forget_old_rows(db, SignInTables(SignIn, SignInCode, Passkey), now=now)
