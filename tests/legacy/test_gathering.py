"""Taking in files: what each is, twins, and the line that says what is wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.legacy.gathering import Gathering
from events.legacy.reader import ArchiveFile
from events.legacy.report import ImportReport
from tests.legacy.texts import DAY, LATER, NEXT, Files, day, event, front, item, page, related

A, B = "A dam breaks.", "Rain falls."


def gather(files: Files) -> Gathering:
    gathering = Gathering(ImportReport())
    for path, data in files.items():
        gathering.take(ArchiveFile(path, data))
    gathering.finish()
    return gathering


def counted(files: Files) -> dict[str, int]:
    return dict(gather(files).report.files)


def problems(files: Files) -> list[str]:
    return [str(problem) for problem in gather(files).report.problems]


def moved(files: Files, folder: str) -> Files:
    return {f"{folder}/{path}": data for path, data in files.items()}


def renamed(files: Files, path: str) -> Files:
    [data] = files.values()
    return {path: data}


WHOLE = (
    event(A)
    | event(B, NEXT)
    | day(item(A))
    | day(item(A), name="README")
    | front(item(B, NEXT), date=NEXT)
    | front(item(B, NEXT), date=NEXT, name="README")
    | page("faq/README.md", "Questions")
    | page("opinion/2004/08/9/essay/README.md", "An Essay")
)


# --- What a file is


def test_files_are_counted_by_what_they_are():
    assert counted(WHOLE) == {"events": 2, "days": 1, "pages": 3, "twins": 2}


def test_a_file_that_is_not_markdown_is_named_and_not_counted():
    gathering = gather({"picture.png": b"\x89PNG", ".gitignore": b"*.html\n"})

    assert gathering.report.left_out == ["picture.png", ".gitignore"]
    assert gathering.report.files == {}


def test_a_refused_file_is_a_problem():
    gathering = Gathering(ImportReport())
    gathering.take(ArchiveFile("link.md", refused="a symbolic link"))

    [problem] = gathering.report.problems
    assert str(problem) == (
        "link.md:1: expected a file of at most 5 MB inside the archive, found a symbolic link"
    )


def test_an_event_outside_the_tree_gets_the_file_name_of_its_title():
    gathering = gather(renamed(event(A), "seed.md"))

    assert list(gathering.tellings) == [(DAY, "a-dam-breaks")]
    assert [telling.path for telling in gathering.tellings.values()] == [
        "news/2004/08/9/a-dam-breaks.md"
    ]


def test_an_event_with_neither_title_nor_name_is_taken_in():
    gathering = gather(event("", slug=""))

    assert [telling.path for telling in gathering.tellings.values()] == ["news/2004/08/9/.md"]


def test_a_day_page_outside_the_tree_is_the_index_of_its_day():
    assert list(gather(renamed(day(item(A)), "day.md")).listings) == ["news/2004/08/9/index.md"]


# --- A folder around the archive


@pytest.mark.parametrize("wrapper", ["archive", "a/b", "news", "zh"])
def test_a_folder_around_the_archive_changes_nothing(wrapper):
    plain, wrapped = gather(WHOLE), gather(moved(WHOLE, wrapper))

    assert wrapped.report.files == plain.report.files
    assert list(wrapped.tellings) == list(plain.tellings)
    assert [(list_.path, list_.twin) for list_ in wrapped.listings.values()] == [
        (list_.path, list_.twin) for list_ in plain.listings.values()
    ]
    assert [leaf.path for leaf in wrapped.leaves.values()] == [
        leaf.path for leaf in plain.leaves.values()
    ]


# --- Twins


def test_a_twin_is_noted_with_the_first():
    gathering = gather(day(item(A)) | day(item(A), name="README"))

    [listing] = gathering.listings.values()
    assert (listing.path, listing.twin) == ("news/2004/08/9/index.md", "news/2004/08/9/README.md")


def test_an_index_is_the_first_whichever_is_read_first():
    gathering = gather(day(item(A), name="README") | day(item(A)))

    [listing] = gathering.listings.values()
    assert (listing.path, listing.twin) == ("news/2004/08/9/index.md", "news/2004/08/9/README.md")


def test_a_copy_of_an_event_under_another_name_is_a_twin():
    assert counted(event(A) | event(A, slug="other")) == {"events": 1, "twins": 1}


def test_a_readme_that_differs_is_a_day_page_of_its_own():
    gathering = gather(day(item(A)) | day(item(B), name="README"))

    assert gathering.report.files == {"days": 2}
    assert list(gathering.listings) == ["news/2004/08/9/index.md", "news/2004/08/9/README.md"]


def test_the_same_long_text_in_two_folders_is_two_pages():
    files = page("faq/README.md", "About") | page("api/README.md", "About")

    assert counted(files) == {"pages": 2}


def test_a_copy_of_an_event_elsewhere_is_a_twin():
    assert counted(event(A) | renamed(event(A), "copies/a.md")) == {"events": 1, "twins": 1}


def test_two_broken_files_with_the_same_bytes_both_fail():
    assert counted({"a.md": b"words", "b.md": b"words"}) == {"failed": 2}


# --- What is wrong, and where


@pytest.mark.parametrize(
    ("path", "date", "said"),
    [
        ("news/2004/08/10/a.md", "2004/08/10", "2004-08-9"),
        ("news/2004/08/09/a.md", "2004/08/09", "2004-08-9"),
        ("news/2004/8/9/a.md", "2004/8/9", "2004-08-9"),
        ("news/2005/08/9/a.md", "2005/08/9", "2004-08-9"),
        ("news/x/y/z/a.md", "x/y/z", "2004-08-9"),
        ("archive/news/2004/08/10/a.md", "2004/08/10", "2004-08-9"),
    ],
)
def test_a_path_with_another_date_than_the_heading_is_a_problem(path, date, said):
    assert problems(renamed(event(A), path)) == [
        f"{path}:1: expected the date of its path, {date}, found {said}"
    ]


def test_the_heading_below_a_formats_line_is_named():
    files = day(item(A), formats="2004/08/9/index")

    assert problems(renamed(files, "news/2004/08/10/index.md")) == [
        "news/2004/08/10/index.md:4: expected the date of its path, 2004/08/10, found 2004-08-9"
    ]


@pytest.mark.parametrize("name", ["index", "README"])
def test_an_event_in_place_of_an_index_is_a_problem(name):
    assert problems(event(A, slug=name)) == [
        f"news/2004/08/9/{name}.md:1: expected the index of a day, found the file of an event"
    ]


def test_an_event_in_place_of_an_index_is_a_problem_even_if_it_is_a_copy():
    assert counted(event(A) | event(A, slug="index")) == {"events": 1, "failed": 1}


def test_an_index_in_place_of_an_event_is_a_problem():
    assert problems(day(item(A), name="a-dam-breaks")) == [
        "news/2004/08/9/a-dam-breaks.md:1: expected the file of an event, found the index of a day"
    ]


def test_an_event_file_without_its_date_is_a_problem():
    [(path, data)] = event(A).items()

    assert counted({path: data.partition(b"\n\n")[2]}) == {"failed": 1}


def test_a_second_text_for_one_path_is_a_problem():
    first, second = event(A, description="One."), event(A, description="Two.")

    assert problems(first | moved(second, "copy")) == [
        "copy/news/2004/08/9/a-dam-breaks.md:1: "
        "expected one file of this path, found another with other text"
    ]


def test_a_second_index_for_one_day_is_a_problem():
    assert problems(day(item(A)) | moved(day(item(B)), "copy")) == [
        "copy/news/2004/08/9/index.md:1: "
        "expected one file of this path, found another with other text"
    ]


def test_a_second_index_for_one_day_is_a_problem_whichever_name_was_read_first():
    twins = day(item(A), name="README") | day(item(A))

    assert problems(twins | moved(day(item(B)), "copy")) == [
        "copy/news/2004/08/9/index.md:1: "
        "expected one file of this path, found another with other text"
    ]


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"", ":1: expected a heading: '# title' or '## title', found the end of the file"),
        (b"words\n", ":1: expected a heading: '# title' or '## title', found 'words'"),
        (b"\x89PNG\r\n\x1a\n\xff", ":1: expected text in UTF-8, found the byte 0x89"),
        (b"# T\n\nx\n\xff", ":4: expected text in UTF-8, found the byte 0xff"),
        (b"# T\n\0", ":2: expected text, found the character NUL"),
        (b"# T\r\n", ":1: expected lines that end with LF alone, found a carriage return"),
        (b"### [2004-02-30](/news/2004/02/30/index.md)\n\n# T\n\n\n\n",
         ":1: expected a date that exists, found '### [2004-02-30](/news/2004/02/30/index.md)'"),
        (b"## [2004-13-1](/news/2004/13/1/index.md)\n\n",
         ":1: expected a date that exists, found '## [2004-13-1](/news/2004/13/1/index.md)'"),
        (b"### [2004-08-9](/news/2004/08/9/index.md)\n\n# T\n\n\n\n\n### Nonsense:\n",
         ":8: expected '### Source:', '### Changes:', '### Related:' or '### Newsroom:', "
         "found '### Nonsense:'"),
    ],
)  # fmt: skip
def test_a_broken_file_is_a_problem_at_its_line(data, complaint):
    assert problems({"a.md": data}) == [f"a.md{complaint}"]


def test_the_other_files_are_taken_in_all_the_same():
    assert counted({"a.md": b"\xff", **WHOLE, "z.md": b""}) == {
        "failed": 2, "events": 2, "days": 1, "pages": 3, "twins": 2
    }  # fmt: skip


# --- The sum


KINDS = [
    *({path: data} for path, data in WHOLE.items()),
    event(A, LATER, related=(related(B, "Rain", NEXT),)),
    event(A, description="Another text."),
    event("", slug=""),
    day(item(B), name="README"),
    renamed(event(A), "seed.md"),
    renamed(event(B), "news/2004/08/10/b.md"),
    {"bad.md": b"\xff"},
    {"empty.md": b""},
]


@given(st.lists(st.tuples(st.sampled_from(KINDS), st.sampled_from(["", "x/", "y/"])), max_size=20))
def test_every_markdown_file_is_counted_once(chosen):
    gathering = Gathering(ImportReport())
    for files, folder in chosen:
        [(path, data)] = files.items()
        gathering.take(ArchiveFile(folder + path, data))
    report = gathering.report

    assert sum(report.files.values()) == len(chosen)
    assert report.files["failed"] == len(report.problems)
    assert report.sum().startswith(f"{len(chosen)} files = ")
