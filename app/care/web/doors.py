"""The doors of the care desk: officers, people at providers, welfare leads."""

from app.care.desk import CareDesk
from app.care.services import identity
from app.care.store.notices import find_lead
from app.care.store.tables.access import SignIn, SignInCode
from app.foundation.limits import Limits
from app.foundation.signin.door import Door, Enrolment, SignInDesk, SignInTables
from app.foundation.signin.oidc_issuer import OidcIssuer

OFFICER = "officer"
PROVIDER = "provider"
WELFARE = "welfare"


def sign_in_desk(desk: CareDesk, *, oidc: OidcIssuer | None = None) -> SignInDesk:
    """Where officers and providers sign in. Cookie names are neutral, as all names in a browser must be."""
    return SignInDesk(
        store=desk.store,
        clock=desk.clock,
        tables=SignInTables(sign_in=SignIn, code=SignInCode),
        mailer=desk.mailer,
        limits=Limits(),
        secure=desk.base_url.startswith("https://"),
        doors=(
            Door(
                audience=OFFICER,
                cookie="relief_o",
                find_subject=identity.find_officer,
                about="/about",
                enrolment=Enrolment(identity.match_access_code, identity.claim),
                oidc=oidc,
            ),
            Door(
                audience=PROVIDER,
                base="/provider",
                home="/provider",
                cookie="relief_p",
                find_subject=identity.find_provider_account,
            ),
            Door(audience=WELFARE, base="/welfare", home="/welfare", cookie="relief_w", find_subject=find_lead),
        ),
    )
