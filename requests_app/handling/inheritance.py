"""Whose register and policy count for a sponsored project: its own, then its sponsor's."""

from registry.models import Organisation


def with_sponsors(organisation: Organisation) -> list[Organisation]:
    """The organisation, its sponsor, the sponsor's sponsor, and so on."""
    line = [organisation]
    while line[-1].parent:
        line.append(line[-1].parent)
    return line
