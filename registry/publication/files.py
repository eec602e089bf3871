"""The public list as files. Each column is named here, as each field is in the classes."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date

from django.utils.translation import gettext as _

from registry.files.reading.delimited import csv_lines
from registry.files.reading.formulas import disarm
from registry.publication import (
    PublicCountry,
    PublicGroup,
    PublicList,
    PublicProcessor,
    PublicService,
)

CSV_COLUMNS = (
    "kind",
    "name",
    "organisations",
    "services",
    "country",
    "processing_countries",
    "location_as_published",
    "website",
    "privacy_policy_url",
    "subprocessor_list_url",
    "listed_since",
    "processing_certainty",
    "may_process_elsewhere",
    "processing_as_published",
)


def as_json(published: PublicList) -> str:
    """As `registry/schemas/processors.schema.json` says. The same list is the same bytes."""
    content = asdict(published)
    return json.dumps(content, ensure_ascii=False, indent=2, default=date.isoformat) + "\n"


def as_csv(published: PublicList) -> str:
    """One line for each processor, then one for each group of people."""
    lines = ([disarm(row.get(name, "")) for name in CSV_COLUMNS] for row in cells(published))
    return "".join(csv_lines([CSV_COLUMNS, *lines]))


def cells(published: PublicList) -> list[dict[str, str]]:
    """Each processor, then each group of people, by column."""
    return [
        *(_processor(processor) for processor in published.processors),
        *(_group(group) for group in published.groups),
    ]


def _processor(processor: PublicProcessor) -> dict[str, str]:
    return {
        "kind": "processor",
        "name": processor.name,
        "organisations": _joined(service.organisation for service in processor.services),
        "services": _joined(_in_one_cell(service) for service in processor.services),
        "country": processor.country.code if processor.country else "",
        "processing_countries": _codes(processor.processing_countries),
        "location_as_published": processor.location_as_published,
        "website": processor.website,
        "privacy_policy_url": processor.privacy_policy_url,
        "subprocessor_list_url": processor.subprocessor_list_url,
        "listed_since": processor.listed_since.isoformat(),
        "processing_certainty": processor.processing_certainty,
        "may_process_elsewhere": processor.may_process_elsewhere,
        "processing_as_published": processor.processing_as_published,
    }


def _group(group: PublicGroup) -> dict[str, str]:
    # Who reads data in a country processes it there.
    return {
        "kind": "group",
        "name": group.name,
        "processing_countries": _codes(group.countries),
    }


def _in_one_cell(service: PublicService) -> str:
    parts = [service.service]
    if service.planned_from:
        parts.append(_("(from {day})").format(day=service.planned_from))
    if not service.is_personal_data:
        parts.append(_("(no personal data)"))
    if service.is_example:
        parts.append(_("(an example; others are not named)"))
    return " ".join(filter(None, parts))


def _joined(values: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(value for value in values if value))


def _codes(countries: Iterable[PublicCountry]) -> str:
    return _joined(country.code for country in countries)
