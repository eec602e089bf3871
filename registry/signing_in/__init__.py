"""Signing in: one door for all accounts, its second factors, its limits and its sessions."""
