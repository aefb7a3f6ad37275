"""The confidential world: officers, courses, appointments, the ledger, providers."""
