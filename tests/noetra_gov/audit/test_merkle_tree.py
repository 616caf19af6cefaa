"""The tree of RFC 9162, against published vectors and against its own definition."""

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noetra_gov.audit import merkle
from noetra_gov.audit.tiles import in_memory
from reports.noetra_verify import root_of

# The inputs, roots and proofs that the authors of RFC 6962 publish with their own implementation.
INPUTS = [
    bytes.fromhex(text)
    for text in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
A = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
B = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
C = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
D = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
E = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
F = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
INCLUSIONS = [
    (0, 1, []),
    (0, 8, [A, B, C]),
    (5, 8, [D, E, ROOTS[3]]),
    (2, 3, [ROOTS[1]]),
    (1, 5, [ROOTS[0], B, D]),
]
CONSISTENCIES = [(1, 1, []), (1, 8, [A, B, C]), (6, 8, [F, E, ROOTS[3]]), (2, 5, [B, D])]
TREE = in_memory()
TREE.extend(merkle.leaf_hash(data) for data in INPUTS)


def published(hashes: list[str]) -> list[bytes]:
    return [bytes.fromhex(one) for one in hashes]


@pytest.mark.parametrize("size", range(1, 9))
def test_the_published_roots(size: int) -> None:
    assert merkle.root(TREE.node, size).hex() == ROOTS[size - 1]


def test_the_empty_tree() -> None:
    assert merkle.root(TREE.node, 0) == sha256(b"").digest()


@pytest.mark.parametrize(("index", "size", "path"), INCLUSIONS)
def test_the_published_inclusion_proofs(index: int, size: int, path: list[str]) -> None:
    proof = merkle.inclusion(TREE.node, index, size)
    assert proof == published(path)
    leaf, root = merkle.leaf_hash(INPUTS[index]), bytes.fromhex(ROOTS[size - 1])
    assert merkle.verify_inclusion(leaf, index, size, proof, root)
    assert root_of(leaf, index, size, proof) == root


@pytest.mark.parametrize(("old", "new", "path"), CONSISTENCIES)
def test_the_published_consistency_proofs(old: int, new: int, path: list[str]) -> None:
    proof = merkle.consistency(TREE.node, old, new)
    assert proof == published(path)
    before, after = bytes.fromhex(ROOTS[old - 1]), bytes.fromhex(ROOTS[new - 1])
    assert merkle.verify_consistency(old, new, before, after, proof)


def slow_root(leaves: list[bytes]) -> bytes:
    """The definition, word for word (RFC 9162, 2.1.1)."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1 << ((len(leaves) - 1).bit_length() - 1)
    return merkle.join(slow_root(leaves[:half]), slow_root(leaves[half:]))


def leaves_of(count: int) -> list[bytes]:
    return [merkle.leaf_hash(b"%d" % number) for number in range(count)]


BIG = leaves_of(1_200)
BIG_TREE = in_memory()
BIG_TREE.extend(BIG)


@given(st.integers(0, 1_200))
def test_the_root_is_the_one_of_the_definition(size: int) -> None:
    assert merkle.root(BIG_TREE.node, size) == slow_root(BIG[:size])


@given(st.integers(1, 1_200), st.data())
def test_every_leaf_of_every_tree_is_proved(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    path, root = merkle.inclusion(BIG_TREE.node, index, size), merkle.root(BIG_TREE.node, size)
    assert merkle.verify_inclusion(BIG[index], index, size, path, root)
    assert root_of(BIG[index], index, size, path) == root


@given(st.integers(1, 1_200), st.data())
def test_every_tree_is_the_beginning_of_every_larger_one(new: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, new))
    before, after = merkle.root(BIG_TREE.node, old), merkle.root(BIG_TREE.node, new)
    path = merkle.consistency(BIG_TREE.node, old, new)
    assert merkle.verify_consistency(old, new, before, after, path)


@settings(max_examples=300)
@given(st.integers(2, 1_200), st.data())
def test_a_proof_changed_anywhere_proves_nothing(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    path, root = merkle.inclusion(BIG_TREE.node, index, size), merkle.root(BIG_TREE.node, size)
    number = data.draw(st.integers(0, len(path) - 1))
    place, change = data.draw(st.integers(0, 31)), data.draw(st.integers(1, 255))
    forged = bytearray(path[number])
    forged[place] ^= change
    for wrong in (
        [*path[:number], bytes(forged), *path[number + 1 :]],
        path[:number] + path[number + 1 :],
        [*path, path[0]],
    ):
        assert not merkle.verify_inclusion(BIG[index], index, size, wrong, root)
    assert not merkle.verify_inclusion(BIG[index], size, size, path, root)


@given(st.integers(2, 1_200), st.data())
def test_no_consistency_proof_hides_a_changed_leaf(new: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, new - 1))
    changed = data.draw(st.integers(0, old - 1))
    forged = in_memory()
    forged.extend(leaf if n != changed else bytes(32) for n, leaf in enumerate(BIG[:new]))
    before, after = merkle.root(BIG_TREE.node, old), merkle.root(forged.node, new)
    path = merkle.consistency(forged.node, old, new)
    assert not merkle.verify_consistency(old, new, before, after, path)


def test_a_place_outside_the_tree_has_no_proof() -> None:
    with pytest.raises(ValueError, match="no leaf 8"):
        merkle.inclusion(TREE.node, 8, 8)
    with pytest.raises(ValueError, match="No consistency proof"):
        merkle.consistency(TREE.node, 0, 8)
