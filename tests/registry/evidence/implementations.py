"""The two implementations of the log that share no code: the register's, and the stranger's."""

from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType

import pytest

from tests.production import ROOT

VERIFIER = ROOT / "registry" / "evidence" / "stranger" / "verify.py"


@cache
def stranger() -> ModuleType:
    spec = spec_from_file_location("stranger_verify", VERIFIER)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


IMPLEMENTATIONS = [pytest.param(stranger(), id="stranger")]
