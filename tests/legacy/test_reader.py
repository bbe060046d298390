"""Reading folders, files and packed archives, hostile and damaged ones among them."""

import io
import os
import tarfile
import zipfile
from pathlib import Path

import pytest

from events.legacy.reader import LARGEST_FILE, ArchiveFile, read_archive
from tests.legacy.texts import Files, write_folder, write_zip

FILES: Files = {
    "README.md": b"front",
    "news/2004/08/9/README.md": b"day",
    "news/2004/08/9/a.md": b"a",
    "news/2004/08/9/b.md": b"b",
}
TOO_LARGE = b" " * (LARGEST_FILE + 1)


def read(path: Path) -> list[ArchiveFile]:
    return list(read_archive(path))


def contents(path: Path) -> Files:
    return {file.path: file.data for file in read(path)}


def refusals(path: Path) -> dict[str, str]:
    return {file.path: file.refused for file in read(path) if file.refused}


def write_tar(path: Path, files: Files, *members: tarfile.TarInfo) -> Path:
    """A tar archive, packed as its name says, with further members at its end."""
    packing = {".gz": "w:gz", ".xz": "w:xz", ".bz2": "w:bz2"}.get(path.suffix, "w")
    with tarfile.open(path, packing) as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
        for member in members:
            archive.addfile(member, io.BytesIO(b" " * member.size))
    return path


def tar_member(name: str, kind: bytes = tarfile.REGTYPE, size: int = 0) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.size, member.linkname = kind, size, "/etc/passwd"
    return member


# --- Folders


def test_a_folder_is_read_in_order_of_names(tmp_path):
    write_folder(tmp_path, dict(reversed(FILES.items())))

    assert read(tmp_path) == [ArchiveFile(name, data) for name, data in FILES.items()]


@pytest.mark.parametrize("start", ["news", "news/2004", "news/2004/08", "news/2004/08/9"])
def test_a_folder_from_news_on_keeps_its_place(start, tmp_path):
    write_folder(tmp_path, FILES)

    assert list(contents(tmp_path / start)) == [name for name in FILES if name.startswith(start)]


def test_what_version_control_keeps_in_a_folder_is_not_read(tmp_path):
    write_folder(tmp_path, {".git/refs/heads/draft.md": b"0", ".gitignore": b"", **FILES})

    assert [*contents(tmp_path)] == [".gitignore", *FILES]


def test_a_folder_of_another_name_gives_paths_within_it(tmp_path):
    write_folder(tmp_path / "opinion", {"2004/08/9/x/README.md": b"x"})

    assert contents(tmp_path / "opinion") == {"2004/08/9/x/README.md": b"x"}


def test_a_link_to_a_file_is_refused(tmp_path):
    write_folder(tmp_path / "outside", {"secret.md": b"secret"})
    write_folder(tmp_path / "archive", FILES)
    (tmp_path / "archive" / "link.md").symlink_to(tmp_path / "outside" / "secret.md")

    assert contents(tmp_path / "archive") == FILES | {"link.md": b""}
    assert refusals(tmp_path / "archive") == {"link.md": "a symbolic link"}


def test_a_link_to_a_folder_is_refused_and_not_followed(tmp_path):
    write_folder(tmp_path / "outside", {"secret.md": b"secret"})
    write_folder(tmp_path / "archive", FILES)
    (tmp_path / "archive" / "link").symlink_to(tmp_path / "outside")

    assert contents(tmp_path / "archive") == FILES | {"link": b""}
    assert refusals(tmp_path / "archive") == {"link": "a symbolic link"}


def test_a_dangling_link_is_refused(tmp_path):
    (tmp_path / "link.md").symlink_to(tmp_path / "nowhere")

    assert refusals(tmp_path) == {"link.md": "a symbolic link"}


def test_a_pipe_is_refused_without_waiting_for_it(tmp_path):
    os.mkfifo(tmp_path / "pipe.md")

    assert refusals(tmp_path) == {"pipe.md": "something that is not a file"}


def test_a_file_over_five_million_bytes_is_refused_unread(tmp_path, monkeypatch):
    write_folder(tmp_path, {"large.md": TOO_LARGE})
    monkeypatch.setattr(Path, "read_bytes", lambda path: pytest.fail(f"{path} was read"))

    assert refusals(tmp_path) == {"large.md": "5,000,001 bytes"}


def test_a_file_of_five_million_bytes_is_read(tmp_path):
    write_folder(tmp_path, {"large.md": TOO_LARGE[1:]})

    assert contents(tmp_path) == {"large.md": TOO_LARGE[1:]}


def test_a_file_that_cannot_be_read_is_refused_with_the_reason(tmp_path, monkeypatch):
    write_folder(tmp_path, {"a.md": b"a"})

    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)

    assert refusals(tmp_path) == {"a.md": "Permission denied"}


def test_a_folder_that_cannot_be_read_is_not_passed_over(tmp_path, monkeypatch):
    write_folder(tmp_path, FILES)
    scan = os.scandir

    def refuse(folder):
        if str(folder).endswith("/9"):
            raise PermissionError(13, "Permission denied", folder)
        return scan(folder)

    monkeypatch.setattr(os, "scandir", refuse)

    assert refusals(tmp_path) == {"news/2004/08/9": "Permission denied"}


def test_an_empty_folder_has_no_files(tmp_path):
    assert read(tmp_path) == []


# --- One file


def test_a_file_in_a_tree_keeps_its_place_from_news_on(tmp_path):
    write_folder(tmp_path, FILES)

    assert contents(tmp_path / "news/2004/08/9/a.md") == {"news/2004/08/9/a.md": b"a"}


def test_a_file_outside_a_tree_goes_by_its_name(tmp_path):
    write_folder(tmp_path, {"seed.md": b"seed"})

    assert contents(tmp_path / "seed.md") == {"seed.md": b"seed"}


def test_a_file_is_found_by_a_relative_path(tmp_path, monkeypatch):
    write_folder(tmp_path, FILES)
    monkeypatch.chdir(tmp_path / "news/2004/08")

    assert contents(Path("9/a.md")) == {"news/2004/08/9/a.md": b"a"}


def test_a_file_with_no_name_but_its_suffix_is_read(tmp_path):
    write_folder(tmp_path, {"news/2006/05/13/.md": b"nameless"})

    assert contents(tmp_path / "news/2006/05/13/.md") == {"news/2006/05/13/.md": b"nameless"}


# --- Packed archives


@pytest.mark.parametrize("name", ["a.tar", "a.tar.gz", "a.tar.xz", "a.tar.bz2", "a.tgz", "a"])
def test_a_tar_archive_is_read_whatever_its_packing(name, tmp_path):
    assert contents(write_tar(tmp_path / name, FILES)) == FILES


def test_a_zip_archive_is_read(tmp_path):
    assert contents(write_zip(tmp_path / "a.zip", FILES)) == FILES


def test_a_zip_archive_at_the_end_of_a_tar_is_a_member_of_it(tmp_path):
    inner = write_zip(tmp_path / "inner.zip", {"other.md": b"other"}).read_bytes()

    assert contents(write_tar(tmp_path / "a.tar", FILES | {"inner.zip": inner})) == (
        FILES | {"inner.zip": b""}
    )


@pytest.mark.parametrize("name", ["a.tar.xz", "a.zip"])
def test_members_are_given_one_by_one(name, tmp_path):
    write = write_zip if name.endswith("zip") else write_tar
    files = read_archive(write(tmp_path / name, FILES))

    assert next(files) == ArchiveFile("README.md", b"front")
    files.close()


def test_paths_of_members_are_tidied(tmp_path):
    archive = write_tar(tmp_path / "a.tar", {"./news//2004/08/9/a.md": b"a"})

    assert contents(archive) == {"news/2004/08/9/a.md": b"a"}


def test_folders_in_archives_are_no_files(tmp_path):
    archive = write_tar(tmp_path / "a.tar", FILES, tar_member("news", tarfile.DIRTYPE))

    assert contents(archive) == FILES


def test_folders_in_zip_archives_are_no_files(tmp_path):
    assert contents(write_zip(tmp_path / "a.zip", {"news/": b"", **FILES})) == FILES


@pytest.mark.parametrize(
    ("member", "reason"),
    [
        (tar_member("/etc/passwd"), "an absolute path"),
        (tar_member("C:/x.md"), "an absolute path"),
        (tar_member("..\\x.md"), "an absolute path"),
        (tar_member("../x.md"), "a path with '..'"),
        (tar_member("news/../../x.md"), "a path with '..'"),
        (tar_member("s.md", tarfile.SYMTYPE), "a link"),
        (tar_member("h.md", tarfile.LNKTYPE), "a link"),
        (tar_member("d.md", tarfile.CHRTYPE), "something that is not a file"),
        (tar_member("b.md", tarfile.BLKTYPE), "something that is not a file"),
        (tar_member("p.md", tarfile.FIFOTYPE), "something that is not a file"),
        (tar_member("large.md", size=LARGEST_FILE + 1), "5,000,001 bytes"),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_a_dangerous_member_of_a_tar_is_refused(member, reason, tmp_path):
    archive = write_tar(tmp_path / "a.tar.gz", FILES, member)

    assert read(archive)[:-1] == [ArchiveFile(name, data) for name, data in FILES.items()]
    assert read(archive)[-1] == ArchiveFile(member.name, refused=reason)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("/etc/passwd", "an absolute path"),
        ("C:/x.md", "an absolute path"),
        ("news/../../x.md", "a path with '..'"),
    ],
)
def test_a_dangerous_member_of_a_zip_is_refused(name, reason, tmp_path):
    assert refusals(write_zip(tmp_path / "a.zip", {name: b"x"})) == {name: reason}


def test_a_link_in_a_zip_is_refused(tmp_path):
    member = zipfile.ZipInfo("link.md")
    member.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(member, "/etc/passwd")

    assert refusals(tmp_path / "a.zip") == {"link.md": "a link"}


def test_a_large_member_of_a_zip_is_refused(tmp_path):
    assert refusals(write_zip(tmp_path / "a.zip", {"large.md": TOO_LARGE})) == {
        "large.md": "5,000,001 bytes"
    }


def test_an_encrypted_member_of_a_zip_is_refused(tmp_path):
    write_zip(tmp_path / "a.zip", {"a.md": b"a"})
    data = bytearray((tmp_path / "a.zip").read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "a.zip").write_bytes(data)

    assert refusals(tmp_path / "a.zip") == {"a.md": "an encrypted file"}
