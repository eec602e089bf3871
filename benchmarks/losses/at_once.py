"""Two forms of the admin that come in at the same time: one twice, or two of the same row."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.test.utils import setup_test_environment, teardown_test_environment

TABLE = "/admin/registry/processor/"
PLAIN = "django.contrib.staticfiles.storage.StaticFilesStorage"  # collected or not
FOUND, ANSWERS = 302, {200, 302, 409, 503}


class Pairs:
    """So many pairs; what both were answered, and what was amiss."""

    name = ""

    def __init__(self, runs: int):
        self.runs = runs
        self.lost = 0
        self.answers: Counter = Counter()
        self.faults: list[str] = []

    def run(self) -> None:
        from django.conf import settings
        from django.contrib.auth import get_user_model
        from django.core.management import call_command
        from django.db import connection
        from django.test import Client

        settings.STORAGES["staticfiles"]["BACKEND"] = PLAIN
        call_command("createcachetable", verbosity=0)
        user = get_user_model().objects.create_superuser(f"pair {self.name}", password=None)
        self.browser = Client()
        self.browser.force_login(user)
        setup_test_environment()  # for what a page was made of

        def send(sent: tuple[str, dict]) -> int:
            client = Client()
            client.cookies = self.browser.cookies
            try:
                return client.post(*sent).status_code
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as both:
            for number in range(self.runs):
                self.one(number, lambda *sent: list(both.map(send, sent)))
        teardown_test_environment()
        connection.close()

    def one(self, number: int, send: Callable[..., list[int]]) -> None:
        raise NotImplementedError

    def form(self, address: str) -> dict:
        from tests.registry.admin.forms import as_sent

        typed = as_sent(self.browser.get(address))
        return {name: value for name, value in typed.items() if value}

    def report(self) -> str:
        answers = ", ".join(f"{many} answered {status}" for status, many in self.answers.items())
        return f"{self.runs} pairs: {answers}; {self.lost} lost, {len(self.faults)} faults"


class Doubles(Pairs):
    """A form that comes in twice."""

    name = "forms sent twice"
    _form: dict | None = None

    def one(self, number, send):
        from registry.models import Processor

        address, name = f"{TABLE}add/", f"Twice {number}"
        self._form = self._form or self.form(address)
        said = {"name": name, "change_reason": "New", "form_number": f"f{number}"}
        answers = send((address, self._form | said), (address, self._form | said))
        self.answers.update(answers)
        found = Processor.objects.filter(name=name).count()
        self.lost += not found and FOUND in answers  # it was acknowledged
        if found > 1 or not ANSWERS.issuperset(answers):
            self.faults.append(f"{name}: {found} rows, answered {answers}")


class Edits(Pairs):
    """Two who opened one row, and save it both: what one of them said must not vanish."""

    name = "edits of one row by two"
    _row = None

    def one(self, number, send):
        from registry.models import Processor
        from registry.records.history import recorded

        if self._row is None:
            with recorded(by="benchmark", reason="To be edited"):
                self._row = Processor.objects.create(name="Edited by two")
        address = f"{TABLE}{self._row.pk}/change/"
        form = self.form(address)
        said = [f"{number} {who}" for who in ("first", "second")]
        answers = send(
            *(
                (
                    address,
                    form | {"remarks": remarks, "change_reason": "New", "form_number": remarks},
                )
                for remarks in said
            )
        )
        self.answers.update(answers)
        kept = set(Processor.history.filter(remarks__in=said).values_list("remarks", flat=True))
        acknowledged = {
            remarks for remarks, answer in zip(said, answers, strict=True) if answer == FOUND
        }
        self.lost += len(acknowledged - kept)
        now = Processor.objects.values_list("remarks", flat=True).get(pk=self._row.pk)
        if kept != acknowledged or len(kept) > 1 or (kept and now not in kept):
            self.faults.append(f"{said}: kept {kept}, answered {answers}")
        if not ANSWERS.issuperset(answers):
            self.faults.append(f"{said}: answered {answers}")
