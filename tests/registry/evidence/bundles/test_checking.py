"""What the register says of a bundle, and that the verifier inside the bundle says the same."""

import random
import zipfile

import pytest
from django.core.management import CommandError, call_command

from registry.evidence.bundles.checking import check_bundle
from tests.registry.evidence import damages, logs
from tests.registry.evidence.damages import DAMAGES, sound
from tests.registry.evidence.implementations import bundle_verifier


def verdicts(path) -> tuple[int, int]:
    """Of the register and of the bundle verifier, as exit codes."""
    module = bundle_verifier()
    try:
        theirs, _words = module.report(module.members(path), [])
    except module.Unreadable:
        theirs = 2
    return check_bundle(path).code, theirs


def test_a_sound_bundle_is_proven(tmp_path):
    path = logs.write_zip(tmp_path / "b.zip", sound())
    assert verdicts(path) == (0, 0)
    assert check_bundle(path).proven == [
        "5 entries are in the log register.example.org/evidence, whose size is 5.",
        "13 values are as recorded.",
        "The log continues each of 3 anchors.",
    ]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.name)
def test_both_see_every_damage(damage, tmp_path):
    path = logs.write_zip(tmp_path / "b.zip", damage.do(sound()))
    assert verdicts(path) == (damage.code, damage.code)


def test_a_file_that_is_there_twice_makes_it_unreadable(tmp_path):
    with pytest.warns(UserWarning, match="Duplicate name"):
        path = logs.write_zip(tmp_path / "b.zip", [*sound().items(), ("checkpoint", "")])
    assert verdicts(path) == (2, 2)


def test_a_bundle_that_is_cut_or_damaged_anywhere_is_never_an_error_of_ours(tmp_path):
    """Three kinds of accident, each at a place that a fixed seed picks."""
    whole = logs.write_zip(tmp_path / "b.zip", sound()).read_bytes()
    chance = random.Random(1)
    path = tmp_path / "damaged.zip"
    for number in range(150):
        data, at = bytearray(whole), chance.randrange(len(whole))
        if number % 3 == 0:
            del data[at:]
        elif number % 3 == 1:
            data[at] ^= 1 << chance.randrange(8)
        else:  # in the directory at the end, which names the files
            data[-1 - at % 500] = chance.randrange(256)
        path.write_bytes(data)
        ours, theirs = verdicts(path)
        assert ours == theirs, number


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_only_the_two_usual_ways_of_packing_are_read(tmp_path, compression):
    with zipfile.ZipFile(tmp_path / "b.zip", "w", compression) as archive:
        for name, text in sound().items():
            archive.writestr(name, text)
    assert verdicts(tmp_path / "b.zip") == (2, 2)


def test_there_are_enough_damages_to_agree_on():
    assert len(DAMAGES) >= 60
    assert {damage.code for damage in DAMAGES} == {damages.CONTRADICTED, damages.UNREADABLE}


def test_the_command_tells_of_a_bundle_and_exits_with_the_verdict(tmp_path, capsys):
    sound_one = logs.write_zip(tmp_path / "a.zip", sound())
    call_command("verify_evidence", bundle=sound_one)
    assert "13 values are as recorded." in capsys.readouterr().out
    changed = logs.write_zip(tmp_path / "b.zip", DAMAGES[0].do(sound()))
    with pytest.raises(SystemExit, match="1"):
        call_command("verify_evidence", bundle=changed)
    assert "the value is not what was recorded" in capsys.readouterr().out
    with pytest.raises(CommandError, match="not a complete zip") as failure:
        call_command("verify_evidence", bundle=__file__)
    assert failure.value.returncode == 2
