"""Who acts on the HR desk, as the audit trail names them."""


def actor(by: str) -> str:
    """A person of HR by their id as `hr:...`; a program or a command already says what it is (`machine:payroll`)."""
    return by if ":" in by else f"hr:{by}"
