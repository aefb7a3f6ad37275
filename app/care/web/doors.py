"""The doors of the care desk: officers, people at providers, welfare leads."""

from app.care.desk import CareDesk
from app.care.services import identity
from app.care.store.notices import find_lead
from app.care.store.tables.access import Passkey, SignIn, SignInCode
from app.foundation.signin.contacts import Contacts
from app.foundation.signin.door import Door, Enrolment, SignInDesk, SignInTables
from app.foundation.signin.oidc_issuer import OidcIssuer
from app.foundation.signin.relying_party import RelyingParty
from app.foundation.texter import ConsoleTexter

OFFICER = "officer"
PROVIDER = "provider"
WELFARE = "welfare"


def sign_in_desk(desk: CareDesk, *, oidc: OidcIssuer | None = None) -> SignInDesk:
    """Where officers and providers sign in. Cookie names are neutral, as all names in a browser must be."""
    return SignInDesk(
        store=desk.store,
        clock=desk.clock,
        tables=SignInTables(sign_in=SignIn, code=SignInCode, passkey=Passkey),
        mailer=desk.mailer,
        limits=desk.limits,
        secure=desk.base_url.startswith("https://"),
        texter=desk.texter,
        relying_party=RelyingParty.at(desk.base_url, desk.product),
        force_domains=desk.force_domains,
        doors=(
            Door(
                audience=OFFICER,
                cookie="relief_o",
                find_subject=identity.find_officer,
                stands=identity.officer_stands,
                about="/about",
                enrolment=Enrolment(identity.match_access_code, identity.claim),
                oidc=oidc,
                ways="/preferences/signing-in",
                contacts=Contacts(identity.contacts_of, identity.keep_contact, identity.drop_number),
                numbers=_sends_texts(desk),
            ),
            Door(
                audience=PROVIDER,
                base="/provider",
                home="/provider",
                cookie="relief_p",
                find_subject=identity.find_provider_account,
                stands=identity.provider_account_stands,
            ),
            Door(audience=WELFARE, base="/welfare", home="/welfare", cookie="relief_w", find_subject=find_lead),
        ),
    )


def _sends_texts(desk: CareDesk) -> bool:
    """Whether a text reaches anybody: an officer who has only a number must not be left without a code."""
    return desk.demo or not isinstance(desk.texter, ConsoleTexter)
