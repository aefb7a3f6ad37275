"""Verbs of care: each takes a writing handle and changes the store, and never commits."""
