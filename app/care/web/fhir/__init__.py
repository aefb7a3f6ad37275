"""The FHIR R4 facade: a provider's programs read and report, officers find, hold and book for themselves."""
