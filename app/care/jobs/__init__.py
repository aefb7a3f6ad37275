"""Durable jobs: each reads, thinks without a transaction, and writes."""
