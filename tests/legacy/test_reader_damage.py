"""Archives that are damaged, cut short, or none at all: a sentence, and nothing else."""

import contextlib
import os
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.legacy.reader import UnusableArchive, read_archive
from tests.legacy.test_reader import FILES, read, refusals, write_tar
from tests.legacy.texts import write_folder, write_zip

NOISE = {
    f"news/2004/08/9/{number}.md": random.Random(number).randbytes(3000) for number in range(9)
}


def write(path: Path) -> bytes:
    """The bytes of an archive that does not pack well."""
    return (write_zip if path.suffix == ".zip" else write_tar)(path, FILES | NOISE).read_bytes()


@pytest.mark.parametrize("name", ["nowhere", "nowhere.md", "nowhere.tar", "n" * 300])
def test_nothing_there_is_said(name, tmp_path):
    with pytest.raises(UnusableArchive, match=r"there is no such file or folder\.$"):
        read(tmp_path / name)


@pytest.mark.parametrize("data", [b"", b"just words", b"PK\x03\x04"])
def test_what_is_no_archive_is_said(data, tmp_path):
    (tmp_path / "a.tar").write_bytes(data)

    with pytest.raises(UnusableArchive, match=r"a\.tar: give a folder, a \.md file, or a tar or"):
        read(tmp_path / "a.tar")


@pytest.mark.parametrize("name", ["a.tar", "a.tar.gz", "a.tar.xz"])
@pytest.mark.parametrize("part", [0.5, 0.6, 0.7])
def test_an_archive_cut_short_is_damaged(name, part, tmp_path):
    data = write(tmp_path / name)
    (tmp_path / name).write_bytes(data[: int(len(data) * part)])

    with pytest.raises(UnusableArchive, match=r"the archive is damaged after \d+ files"):
        read(tmp_path / name)


@pytest.mark.parametrize("end", [512 * 3, 512 * 3 + 100], ids=["between members", "in a header"])
def test_a_tar_cut_short_where_a_member_begins_is_damaged(end, tmp_path):
    archive = write_tar(tmp_path / "a.tar", {"a.md": b"a", "b.md": b"b", "c.md": b"c"})
    archive.write_bytes(archive.read_bytes()[: end + 512])

    with pytest.raises(UnusableArchive, match="the archive is damaged after 2 files"):
        read(archive)


def test_a_tar_with_a_broken_header_is_damaged(tmp_path):
    archive = write_tar(tmp_path / "a.tar", {"a.md": b"a", "b.md": b"b", "c.md": b"c"})
    data = bytearray(archive.read_bytes())
    data[1024] ^= 1
    archive.write_bytes(data)

    with pytest.raises(UnusableArchive, match="the archive is damaged after 1 files"):
        read(archive)


def test_a_zip_cut_short_is_no_archive(tmp_path):
    data = write(tmp_path / "a.zip")
    (tmp_path / "a.zip").write_bytes(data[:-500])

    with pytest.raises(UnusableArchive):
        read(tmp_path / "a.zip")


def test_a_zip_with_other_bytes_in_a_member_is_damaged(tmp_path):
    archive = write_zip(tmp_path / "a.zip", {"a.md": b"a" * 100})
    archive.write_bytes(archive.read_bytes().replace(b"aaaa", b"abba", 1))

    with pytest.raises(UnusableArchive, match="the archive is damaged after 0 files"):
        read(archive)


def test_a_zip_packed_by_an_unknown_method_is_unusable(tmp_path):
    archive = write_zip(tmp_path / "a.zip", {"a.md": b"a"})
    data = bytearray(archive.read_bytes())
    data[8] = data[data.index(b"PK\x01\x02") + 10] = 9
    archive.write_bytes(data)

    with pytest.raises(UnusableArchive, match="compression"):
        read(archive)


def test_the_sentence_names_archive_reason_and_outcome(tmp_path):
    archive = write_zip(tmp_path / "a.zip", {"a.md": b"a" * 100})
    archive.write_bytes(archive.read_bytes().replace(b"aaaa", b"abba", 1))

    with pytest.raises(UnusableArchive) as caught:
        read(archive)

    assert str(caught.value) == (
        f"{archive}: the archive is damaged after 0 files (Bad CRC-32 for file 'a.md'). "
        "Nothing was imported."
    )


def test_what_was_read_before_the_damage_was_given(tmp_path):
    archive = write_tar(tmp_path / "a.tar", {"a.md": b"a", "b.md": b"b" * 5000})
    archive.write_bytes(archive.read_bytes()[:3000])
    files = read_archive(archive)

    assert next(files).data == b"a"
    with pytest.raises(UnusableArchive):
        next(files)


@pytest.mark.parametrize("name", ["a.tar", "a.tar.gz", "a.tar.xz", "a.zip"])
@given(places=st.lists(st.tuples(st.floats(0, 1), st.integers(1, 255)), min_size=1, max_size=4))
def test_changed_bytes_never_raise_anything_else(name, places, tmp_path_factory):
    path = tmp_path_factory.mktemp("damage") / name
    data = bytearray(write(path))
    for place, change in places:
        data[int(place * (len(data) - 1))] ^= change
    path.write_bytes(data)

    with contextlib.suppress(UnusableArchive):
        read(path)


def test_a_pipe_is_no_archive(tmp_path):
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(UnusableArchive):
        read(tmp_path / "pipe")


def test_a_link_given_as_the_file_is_refused(tmp_path):
    write_folder(tmp_path, {"seed.md": b"seed"})
    (tmp_path / "link.md").symlink_to("seed.md")

    assert refusals(tmp_path / "link.md") == {"link.md": "a symbolic link"}
