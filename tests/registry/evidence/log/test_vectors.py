"""Proofs against the published roots of RFC 6962's trees, and against what its sections define."""

import pytest

from tests.registry.evidence.implementations import IMPLEMENTATIONS
from tests.registry.evidence.logs import consistency, path, sha256, tree

# The inputs and roots that every implementation of Certificate Transparency is tried with.
LEAVES = [
    bytes.fromhex(text)
    for text in [
        *("", "00", "10", "2021", "3031", "40414243", "5051525354555657"),
        "606162636465666768696a6b6c6d6e6f",
    ]
]
ROOTS = [
    bytes.fromhex(text)
    for text in [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]
]
SIZES = range(1, len(ROOTS))
each_implementation = pytest.mark.parametrize("proofs", IMPLEMENTATIONS)


def test_the_definitions_give_the_published_roots():
    assert [tree(LEAVES[:size]) for size in range(len(ROOTS))] == ROOTS


@each_implementation
def test_a_leaf_is_proven_in_every_tree_at_its_own_place_alone(proofs):
    for size in SIZES:
        for index in range(size):
            proof = path(index, LEAVES[:size])
            leaf = sha256(b"\0" + LEAVES[index])
            proven = [
                place
                for place in range(size)
                if proofs.is_included(leaf, place, size, proof, ROOTS[size])
            ]
            assert proven == [index]
            assert not proofs.is_included(leaf, index, size, [*proof, ROOTS[0]], ROOTS[size])
            assert not proof or not proofs.is_included(leaf, index, size, proof[:-1], ROOTS[size])


@each_implementation
def test_every_tree_continues_those_before_it_and_no_other(proofs):
    for size in SIZES:
        for old in range(1, size + 1):
            proof = consistency(old, LEAVES[:size])
            assert proofs.is_consistent(old, size, ROOTS[old], ROOTS[size], proof)
            assert not proofs.is_consistent(old, size, ROOTS[0], ROOTS[size], proof)
            assert not proofs.is_consistent(old, size, ROOTS[old], ROOTS[0], proof)
            assert not proofs.is_consistent(old, size, ROOTS[old], ROOTS[size], [*proof, ROOTS[0]])
            assert not proof or not proofs.is_consistent(
                old, size, ROOTS[old], ROOTS[size], proof[:-1]
            )


@each_implementation
def test_nothing_is_proven_of_an_empty_log(proofs):
    empty = ROOTS[0]
    assert not proofs.is_included(empty, 0, 0, [], empty)
    assert not proofs.is_consistent(0, 0, empty, empty, [])
    assert not proofs.is_consistent(0, 1, empty, ROOTS[1], [])
    assert not proofs.is_consistent(2, 1, ROOTS[2], ROOTS[1], [])
    assert not proofs.is_included(b"", 0, 1, [], b"")
