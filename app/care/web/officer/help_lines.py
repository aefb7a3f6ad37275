"""Whom to call at once. Numbers of the United Kingdom; another country's service changes them here."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HelpLine:
    """Somebody who answers now. `href` opens the telephone or a message on a mobile."""

    who: str
    when: str
    label: str
    href: str


HELP_LINES = (
    HelpLine("In danger now", "Emergency services", "999", "tel:999"),
    HelpLine("To talk, any hour", "Samaritans, free", "116 123", "tel:116123"),
    HelpLine("To text, any hour", "Send SHOUT, free", "Text 85258", "sms:85258?body=SHOUT"),
)
