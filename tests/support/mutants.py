"""What the tests of a module would not notice: `make mutants MODULE=registry.files.cells`.

One place at a time is changed at random, in memory only, and the tests of the module are run.
What they let pass is printed: either a test is missing, or, says the reader, nothing has changed.
"""

import argparse
import ast
import os
import random
import re
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from copy import copy
from dataclasses import dataclass
from importlib import import_module
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path

from tests.support.production import ROOT

SLIPS = {ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult, ast.BitXor: ast.BitOr}
SLIPS |= {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt}
SLIPS |= {ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is}
SLIPS |= {ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or, ast.Or: ast.And}
SLIPS |= {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr}
PAIRS = [("min", "max"), ("any", "all"), ("filter", "exclude"), ("first", "last")]
NAMES = dict(PAIRS) | {b: a for a, b in PAIRS} | {"sorted": "list", "reversed": "list"}
SYMMETRIC = {"max", "min"}
DROPPED = (ast.Expr, ast.AugAssign, ast.Raise, ast.Break, ast.Continue)
# Wording is for readers, and types are for those who read the code.
LEFT_ALONE = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "dataclass"}
UNREAD = {"annotation", "returns", "type_params"}
# Imported once for all runs. What is ours, or needs our settings, is imported by each run anew.
SHARED = ["pytest", "django.core.management", "django.test", "openpyxl"]


@dataclass(frozen=True)
class Change:
    """One node, and what stands in its place."""

    line: int
    parent: ast.AST
    field: str
    place: int | None
    new: ast.AST

    @property
    def old(self) -> ast.AST:
        value = getattr(self.parent, self.field)
        return value if self.place is None else value[self.place]

    def __str__(self) -> str:
        return " → ".join(" ".join(ast.unparse(node).split()) for node in [self.old, self.new])

    def make(self) -> None:
        if self.place is None:
            setattr(self.parent, self.field, self.new)
        else:
            getattr(self.parent, self.field)[self.place] = self.new


def but(node: ast.AST, **fields) -> ast.AST:
    """The same node but for these fields."""
    other = copy(node)
    for name, value in fields.items():
        setattr(other, name, value)
    return other


def shorter(node: ast.AST, *fields: str) -> Iterator[ast.AST]:
    """Without the first of what is listed in it, without the second, and so on."""
    for place in range(len(getattr(node, fields[0]))):
        lists = {name: [*getattr(node, name)] for name in fields}
        for parts in lists.values():
            del parts[place]
        yield but(node, **lists)


def slips(node: ast.AST) -> Iterator[ast.AST]:
    """What could stand in the place of a node by a slip of its author."""
    yield from _constants(node)
    yield from _parts(node)
    match node:
        case ast.Compare(ops=[first, *rest]):
            yield but(node, ops=[SLIPS[type(first)](), *rest])
            yield from (but(node, ops=[first, SLIPS[type(op)]()]) for op in rest[:1])
        case ast.BoolOp(op=op) | ast.BinOp(op=op) | ast.AugAssign(op=op) if type(op) in SLIPS:
            yield but(node, op=SLIPS[type(op)]())
        case ast.UnaryOp():
            yield node.operand
        case ast.Return(value=value) if value and not isinstance(value, ast.Constant):
            yield but(node, value=ast.Constant(None))
        case ast.Call(func=ast.Name(id=name)) if name in NAMES:
            yield but(node, func=ast.Name(NAMES[name], ast.Load()))
        case ast.Call(func=ast.Attribute(attr=name)) if name in NAMES:
            yield but(node, func=but(node.func, attr=NAMES[name]))
    is_set = isinstance(node, ast.Assign) and not isinstance(node.targets[0], ast.Name | ast.Tuple)
    if is_set or isinstance(node, DROPPED):
        yield ast.Pass()


def _constants(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Constant(value=bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(value=int() as value):
            yield from [ast.Constant(value + 1), ast.Constant(value - 1)]
        case ast.Constant(value=str() as value):  # in `order_by` it turns the order round
            yield ast.Constant(value[1:] if value.startswith("-") else f"-{value}")


def _parts(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.List(ctx=ast.Load()) | ast.Tuple(ctx=ast.Load()) | ast.Set():
            yield from shorter(node, "elts")
        case ast.Dict():
            yield from shorter(node, "keys", "values")
        case ast.BoolOp(values=[one, other]):
            yield from [one, other]
        case ast.BoolOp():
            yield from shorter(node, "values")
        case ast.comprehension():
            yield from shorter(node, "ifs")
        case ast.Call(func=func, args=args):
            yield from shorter(node, "keywords")
            if len(args) > 1 and getattr(func, "id", "") not in SYMMETRIC:
                yield but(node, args=[args[1], args[0], *args[2:]])


def changes_in(node: ast.AST, line: int = 1) -> Iterator[Change]:
    """Every change of a part of this node, however deep."""
    for field, value in ast.iter_fields(node):
        for place, part in enumerate(value) if isinstance(value, list) else [(None, value)]:
            at = getattr(part, "lineno", line)
            match part:
                case ast.Expr(value=ast.Constant()) | ast.alias() | ast.expr_context():
                    continue
                case ast.Call(func=ast.Name(id=name)) if name in LEFT_ALONE:
                    continue
                case ast.Constant() if isinstance(node, ast.JoinedStr):
                    continue
                case ast.AST() if field not in UNREAD:
                    if field in {"test", "ifs"}:
                        yield Change(at, node, field, place, ast.UnaryOp(ast.Not(), part))
                    yield from (Change(at, node, field, place, new) for new in slips(part))
                    yield from changes_in(part, at)


@dataclass(frozen=True)
class Changed:
    """Gives out one module as its tree has it now, and never writes it anywhere."""

    module: str
    file: Path
    tree: ast.Module

    def find_spec(self, name: str, path=None, target=None) -> ModuleSpec | None:
        if name != self.module:
            return None
        loader = SourceFileLoader(name, str(self.file))
        loader.get_code = lambda _: compile(ast.fix_missing_locations(self.tree), self.file, "exec")
        return spec_from_file_location(name, self.file, loader=loader)


def passes(changed: Changed, change: Change | None, words: list[str], limit: float) -> bool:
    """Run the tests in a process of its own, which is all that ever sees the change."""
    child = os.fork()
    if not child:
        try:
            _test(changed, change, words)
        finally:
            os._exit(70)
    end, ended, status = time.monotonic() + limit, 0, 1
    try:
        while not ended and time.monotonic() < end:
            time.sleep(0.02)
            ended, status = os.waitpid(child, os.WNOHANG)
    finally:
        if not ended:
            with suppress(ProcessLookupError):  # it has no group yet
                os.killpg(child, signal.SIGKILL)
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
    return ended and status == 0


def _test(changed: Changed, change: Change | None, words: list[str]) -> None:
    os.setsid()
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nowhere, stream)
    if change:
        change.make()
    sys.meta_path.insert(0, changed)
    os._exit(import_module("pytest").main(words))


def file_of(module: str) -> Path:
    path = ROOT.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def mirrors_of(module: str) -> list[str]:
    """The files that mirror the module; else those that import it; else the folder's."""
    *folders, name = module.split(".")
    folder = ROOT.joinpath("tests", *folders)
    imported = re.compile(rf"{module}\b|from {'.'.join(folders)} import .*\b{name}\b")
    found = [*folder.glob(f"test_{name}.py"), *folder.glob(f"test_{name}_*.py")] or [
        path for path in folder.rglob("test_*.py") if imported.search(path.read_text("utf-8"))
    ]
    return [str(path.relative_to(ROOT)) for path in sorted(found) or [folder]]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m tests.support.mutants")
    parser.add_argument("module")
    parser.add_argument("--many", type=int, default=25, help="how many changes (%(default)s)")
    parser.add_argument("--seed", type=int, help="a number that a run before has named")
    parser.add_argument("--tests", nargs="*", help="files or folders; else those of the module")
    chosen = parser.parse_args(arguments)
    file = file_of(chosen.module)
    changed = Changed(chosen.module, file, ast.parse(file.read_text("utf-8")))
    seed = random.randrange(10_000) if chosen.seed is None else chosen.seed
    every = list(changes_in(changed.tree))
    some = random.Random(seed).sample(every, min(chosen.many, len(every)))
    tests = chosen.tests or mirrors_of(chosen.module)
    print(f"{len(some)} of {len(every)} changes, seed {seed}, tried with {' '.join(tests)}")
    for name in SHARED:
        import_module(name)
    words = ["-qx", "--nomigrations", "-pno:cacheprovider", *tests]
    began, unnoticed = time.monotonic(), 0
    with tempfile.TemporaryDirectory(prefix="mutants-") as tempfile.tempdir:
        if not passes(changed, None, words, 600):
            parser.error("the tests fail without any change")
        limit = 10 + 3 * (time.monotonic() - began)
        for change in sorted(some, key=lambda change: change.line):
            if passes(changed, change, words, limit):
                unnoticed += 1
                print(f"{file.relative_to(ROOT)}:{change.line}: {change}", flush=True)
    print(f"{unnoticed} of {len(some)} changes were not noticed.")
    return 0


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("Interrupted.")
