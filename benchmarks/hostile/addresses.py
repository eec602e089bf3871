"""A thousand crafted query strings for each list of the admin: none fails, none takes a second.

    python -m benchmarks.hostile.addresses [--each 1000] [--seed 0] [--only TABLE] [--database URL]

Prints for each list how many were answered with what, and the slowest. Ends with 1 where one was
answered with 500, or took over a second; on SQLite of this process, where the machine was busy.
"""

import argparse
import sys
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from random import Random
from urllib.parse import quote

from benchmarks.engines import prepare, run_on_each

SECONDS = 1
NUMBERS = ["0", "-1", "1", "2147483648", "9223372036854775808", "-9223372036854775809", "1e400"]
NUMBERS += ["9" * 30, "9" * 5_000, "1.5", "NaN", "Infinity", "٣", "²", "0x10", "1_0", " 1", "+1"]
DATES = ["2018-02-30", "0000-00-00", "99999-01-01", "2018-1-1", "0001-01-01", "9999-12-31"]
DATES += ["2018-07-17T25:00", "2018-07-17 08:30", "2018-07-17T08:30:00+99:00", "today", "-1-1-1"]
TEXTS = [
    "",
    "a",
    "%",
    "_" * 200,
    "%" * 200,
    "\\",
    "'",
    '"',
    "';--",
    "\0",
    "a\0b",
    "\ud800",
    "\u202e",
]
TEXTS += [
    "e\u0301" * 90,
    "😀" * 100,
    "ß",
    "ﷺ" * 50,
    "\u0130",
    "a b " * 10,
    "x" * 7_000,
    "\r\n",
    "(" * 99,
]
TEXTS += [
    "[" * 100,
    "(a+)+$",
    "None",
    "null",
    "True",
    "on",
    "1,2,3",
    "," * 500,
    "~",
    "..",
    "__all__",
]
LOOKUPS = ["", "__exact", "__in", "__isnull", "__gte", "__lt", "__regex", "__icontains", "__year"]
LOOKUPS += ["__month", "__day", "__range", "__id__exact", "__pk", "__history", "__x__y__z", "__"]
# What people do type, so that not all is refused.
PLAUSIBLE = [
    "1",
    "0",
    "7",
    "2018",
    "2018-07-17",
    "2026-01-01",
    "a",
    "art",
    "gmail data",
    "1.-2",
    "3",
]
OWN = ["q", "o", "p", "e", "all", "_on", "_known", "_popup", "_to_field", "_changelist_filters", ""]


def main() -> int:
    parser = argparse.ArgumentParser(description="Asks lists for what they do not have.")
    parser.add_argument("--each", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", default="", help="a part of the name of a table")
    parser.add_argument("--database", metavar="URL")
    asked = parser.parse_args()
    if not asked.database:
        return run_on_each("benchmarks.hostile.addresses", sys.argv[1:])
    prepare(asked.database)
    from django.contrib.admin import site
    from django.db import connection

    client, bad = prepared_client(), 0
    for model, table in site._registry.items():
        if asked.only in model._meta.label_lower:
            bad += report(client, model, table, asked)
    sys.stdout.write(f"{connection.vendor}: {bad} failed or took over {SECONDS} s\n")
    return 1 if bad else 0


def prepared_client():
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.test import Client
    from django.test.utils import setup_test_environment

    warnings.simplefilter("ignore")  # of a folder of files that were not collected
    storage = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": storage}}
    call_command("createcachetable", verbosity=0)
    if not get_user_model().objects.exists():
        for command in ("load_terms", "load_request_terms", "load_example", "load_request_example"):
            call_command(command, verbosity=0)
        get_user_model().objects.create_superuser("crafty")
    setup_test_environment()  # so that a page tells what it was made of
    client = Client(raise_request_exception=False)
    client.force_login(get_user_model().objects.get(username="crafty"))
    return client


def report(client, model, table, asked) -> int:
    """Asks one list; the number of answers that are bad."""
    from django.db import connection

    path = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
    client.get(path)  # what the first page loads is loaded for all
    answers, bad, slowest = Counter(), 0, (0.0, "")
    names = [*known_to(table, client.get(path)), *names_of(table)]
    for query in crafted(names, asked.each, Random(asked.seed)):  # noqa: S311
        status, took = asked_for(client, f"{path}?{query}")
        if took > SECONDS:  # the machine may have been busy with something else
            took = min(took, *(asked_for(client, f"{path}?{query}")[1] for _time in range(3)))
        if took > SECONDS and connection.vendor == "sqlite":  # all is done in this process
            began = time.process_time()
            asked_for(client, f"{path}?{query}")
            took = time.process_time() - began
        answers[status] += 1
        slowest = max(slowest, (took, query))
        if status >= 500 or took > SECONDS:
            bad += 1
            sys.stdout.write(f"! {status} {took:.2f} s {path}?{query[:300]}\n")
    said = ", ".join(f"{count} x {status}" for status, count in sorted(answers.items()))
    sys.stdout.write(f"  {path} {said}; slowest {slowest[0]:.2f} s ?{slowest[1][:60]}\n")
    sys.stdout.flush()
    return bad


def asked_for(client, address: str) -> tuple[int, float]:
    began = time.perf_counter()
    path, _, query = address.partition("?")
    status = client.get(path, QUERY_STRING=query).status_code
    return status, time.perf_counter() - began


def known_to(table, page) -> list[str]:
    """What the list may be asked for, often: or most addresses would be refused for their names."""
    names = ["q", "o", "p", "e", "_on", "_known"]
    specs = page.context["cl"].filter_specs
    names += [name for spec in specs for name in spec.expected_parameters() if name]
    if table.date_hierarchy:
        names += [f"{table.date_hierarchy}__{part}" for part in ("year", "month", "day")]
    return [f"={name}" for name in names] * 3


def names_of(table) -> list[str]:
    """Of what the list can be asked for, and of what it should not be."""
    from django.contrib.admin import SimpleListFilter

    names = [field.name for field in table.model._meta.get_fields()]
    for chosen in table.list_filter:
        one = chosen[0] if isinstance(chosen, list | tuple) else chosen
        if isinstance(one, str):
            names += [one, f"{one}__exact", f"{one}__id__exact", f"{one}__isnull"]
        elif issubclass(one, SimpleListFilter):
            names.append(one.parameter_name)
    if table.date_hierarchy:
        names += [table.date_hierarchy] * 3
    return [name for name in names if name]


def crafted(names: list[str], count: int, chance: Random) -> Iterator[str]:
    """Query strings: filters, search, order, pages, days, and what nobody would type."""
    for _number in range(count):
        kind = chance.random()
        several = 1 if kind < 0.7 else chance.randrange(2, 5)
        yield "&".join(pair(names, chance) for _part in range(several))


def pair(names: list[str], chance: Random) -> str:
    values = chance.choice([NUMBERS, DATES, TEXTS, PLAUSIBLE, PLAUSIBLE])
    value = chance.choice(values)
    if chance.random() < 0.3:
        name = chance.choice(OWN)
        if name == "o" and chance.random() < 0.7:
            value = ".".join(
                chance.choice(["-", "", "--"]) + str(chance.randrange(-2, 30)) for _ in "abc"
            )
    else:
        name = chance.choice(names)
        name = name[1:] if name[0] == "=" else name + chance.choice(LOOKUPS)
    if chance.random() < 0.05:
        return (
            f"{quote(name)}={chance.choice(['%FF', '%ED%A0%80', '%00', '%', '%u0041', '=&=', '+'])}"
        )
    return f"{quote(name)}={quote(value, errors='surrogatepass')}"


if __name__ == "__main__":
    sys.exit(main())
