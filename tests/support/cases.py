"""Many small cases in one test, where a test for each would cost more than what it says."""

import inspect
from collections.abc import Callable, Iterable
from functools import wraps


def for_each(**cases: Iterable) -> Callable:
    """As `parametrize` with one name, in a single test: `@for_each(model=TABLES)`.

    A failure names its case; what a case writes is there for the next.
    """
    ((name, values),) = cases.items()

    def decorate(test: Callable) -> Callable:
        @wraps(test)
        def in_turn(**fixtures):
            for value in values:
                try:
                    test(**fixtures, **{name: value})
                except BaseException as failure:
                    failure.add_note(f"Where {name} is {getattr(value, '__name__', value)}")
                    raise

        signature = inspect.signature(test)
        fixtures = [each for each in signature.parameters.values() if each.name != name]
        in_turn.__signature__ = signature.replace(parameters=fixtures)
        return in_turn

    return decorate
