"""Two implementations of the log that share no code: the register's, and the bundle verifier."""

from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType, SimpleNamespace

import pytest

from registry.evidence.log import merkle
from tests.support.production import ROOT

VERIFIER = ROOT / "registry" / "evidence" / "bundles" / "verify.py"


@cache
def bundle_verifier() -> ModuleType:
    spec = spec_from_file_location("bundle_verifier", VERIFIER)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _is_included(leaf: bytes, index: int, size: int, proof: list[bytes], root: bytes) -> bool:
    try:
        return merkle.root_from_inclusion(leaf, index, size, proof) == root
    except ValueError:
        return False


OURS = SimpleNamespace(is_included=_is_included, is_consistent=merkle.is_consistent)
IMPLEMENTATIONS = [
    pytest.param(OURS, id="register"),
    pytest.param(bundle_verifier(), id="bundle verifier"),
]
