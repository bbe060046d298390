"""The shape of the house: imports go downwards only, rooms stay small, markup has one door."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent

# The modules and packages of events, lowest first; each imports its own rank and those before it.
# The longest name counts: events.legacy.grammar.parse is "legacy.grammar", not "legacy".
RANKS = (
    {
        "addresses",
        "converters",
        "fetching",
        "legacy.grammar",
        "lettering",
        "pictures",
        "rendering",
        "search.tokens",
        "text",
    },
    {"among", "bulk", "migrations", "models", "ranking", "search.documents", "search.engines"},
    {
        "cards",
        "changes",
        "checklist",
        "chronology",
        "company",
        "copying",
        "curation",
        "cursors",
        "desk",
        "directory",
        "drafting",
        "filters",
        "formats",
        "freshness",
        "integrity",
        "legacy",
        "lookup",
        "picking",
        "operations",
        "related",
        "search",
        "spotting",
        "versions",
    },
    {
        "admin",
        "apps",
        "context_processors",
        "feeds",
        "first_screen",
        "languages",
        "management",
        "middleware",
        "sitemaps",
        "templatetags",
        "views",
    },
    {"urls"},
)
PURE = 0
READERS = {"feeds", "sitemaps", "views"}
ORM = ("django.apps", "django.contrib", "django.db")

LONGEST_FUNCTION = 40
LONGEST_FILE = 300
UNESCAPED_NAMES = {"mark_safe", "SafeData", "SafeString", "SafeText"}
UNESCAPED_MARKUP = re.compile(r"\|\s*safe(seq)?\b|{%-?\s*autoescape\s+off\b")


class Import(NamedTuple):
    where: str  # events/views/days.py:3
    module: str  # the importing module
    target: str  # the imported name, in full


# --- Reading


def python_files(root: Path, *packages: str) -> list[Path]:
    return sorted(path for package in packages for path in (root / package).rglob("*.py"))


def module_name(path: Path, root: Path) -> str:
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path, root: Path) -> Iterator[Import]:
    """Every import of a file, wherever it stands in it, relative ones resolved."""
    module = module_name(path, root)
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            targets = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package.split(".")[: len(package.split(".")) - node.level + 1]
            source = ".".join([*(base if node.level else ()), *filter(None, [node.module])])
            targets = [f"{source}.{alias.name}" for alias in node.names]
        else:
            continue
        where = f"{path.relative_to(root).as_posix()}:{node.lineno}"
        yield from (Import(where, module, target) for target in targets)


def within(name: str, *packages: str) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def rank(name: str) -> int | None:
    """The rank of a name in events. The package `events` itself holds nothing: the lowest."""
    known = [
        (len(room), number)
        for number, rooms in enumerate(RANKS)
        for room in rooms
        if within(name, f"events.{room}")
    ]
    if known:
        return max(known)[1]
    return PURE if name == "events" else None


# --- The rules: each gives a sentence for every place that breaks it


def rooms_without_rank(root: Path) -> list[str]:
    return [
        f"{path.relative_to(root).as_posix()} has no rank: add it to RANKS in {Path(__file__).name}"
        for path in python_files(root, "events")
        if rank(module_name(path, root)) is None
    ]


def imports_upwards(root: Path) -> list[str]:
    return [
        f"{found.where} imports {found.target}, which stands above it"
        for path in python_files(root, "events")
        for found in imports(path, root)
        if within(found.target, "events")
        and (rank(found.target) or PURE) > (rank(found.module) or PURE)
    ]


def forbidden_imports(root: Path) -> list[str]:
    return [
        f"{found.where} imports {found.target}: {rule}"
        for path in python_files(root, "events")
        for found in imports(path, root)
        for rule in rules_broken(found)
    ]


def rules_broken(found: Import) -> Iterator[str]:
    if within(found.target, "newsroom"):
        yield "events never imports newsroom"
    if within(found.module, *(f"events.{room}" for room in READERS)) and within(
        found.target, "events.legacy"
    ):
        yield "views never import legacy"
    if rank(found.module) == PURE and within(found.target, *ORM):
        yield "this module knows no models"
    if within(found.module, "events.legacy.grammar") and not (
        within(found.target, "events.legacy.grammar")
        or found.target.partition(".")[0] in sys.stdlib_module_names
    ):
        yield "the grammar is standard library only"


def too_long(root: Path) -> list[str]:
    """Files and functions that ask for a second room."""
    found = []
    for path in python_files(root, "events", "newsroom", "benchmarks"):
        if "migrations" in path.parts:
            continue
        name, text = path.relative_to(root).as_posix(), path.read_text()
        if (lines := text.count("\n")) > LONGEST_FILE:
            found.append(f"{name} has {lines} lines, more than {LONGEST_FILE}")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = node.end_lineno - node.lineno + 1
                if lines > LONGEST_FUNCTION:
                    found.append(f"{name}:{node.lineno} {node.name} has {lines} lines")
    return found


def unescaped_code(root: Path) -> list[str]:
    """Names that make safe text, anywhere but in the one rendering module."""
    return [
        f"{path.relative_to(root).as_posix()}:{node.lineno} says {name}: only rendering.py may"
        for path in python_files(root, "events", "newsroom")
        if module_name(path, root) != "events.rendering"
        for node in ast.walk(ast.parse(path.read_text()))
        for name in names_in(node) & UNESCAPED_NAMES
    ]


def names_in(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Name):
        return {node.id}
    if isinstance(node, ast.Attribute):
        return {node.attr}
    if isinstance(node, ast.ImportFrom):
        return {alias.name for alias in node.names}
    return set()


def unescaped_templates(root: Path) -> list[str]:
    return [
        f"{path.relative_to(root).as_posix()}:{number} leaves text unescaped: {line.strip()}"
        for folder in ("templates", "events/templates")
        for path in sorted((root / folder).rglob("*.*"))
        if path.is_file()
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if UNESCAPED_MARKUP.search(line)
    ]


# --- The house itself


HOUSE_RULES = [
    rooms_without_rank,
    imports_upwards,
    forbidden_imports,
    too_long,
    unescaped_code,
    unescaped_templates,
]


@pytest.mark.parametrize("rule", HOUSE_RULES)
def test_the_house_keeps(rule):
    assert rule(CHECKOUT) == []


# --- The rules can fail: small made-up houses


def build(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


SOUND = {
    "events/__init__.py": "",
    "events/legacy/__init__.py": "",
    "events/legacy/grammar/__init__.py": "from .dates import parse\n",
    "events/legacy/grammar/dates.py": "import datetime\nfrom events.legacy.grammar import links\n",
    "events/legacy/importer.py": "from events.legacy import grammar\nfrom ..models import Event\n",
    "events/models/event.py": "from django.db import models\nfrom .. import text\n",
    "events/rendering.py": "from django.utils.safestring import mark_safe\n",
    "events/search/tokens.py": "import re\n",
    "events/search/sqlite.py": "from events.models import Event\nfrom . import tokens\n",
    "events/views/days.py": "from events.formats import json\nfrom events.related import panel\n",
    "events/management/commands/import_legacy.py": "from events.legacy import importer\n",
    "events/urls.py": "from . import views\n",
    "newsroom/urls.py": "import events.urls\n",
    "templates/day.html": "{{ event.title }} is safe\n",
}


@pytest.mark.parametrize("rule", HOUSE_RULES)
def test_a_sound_house_passes(rule, tmp_path):
    assert rule(build(tmp_path, SOUND)) == []


FUNCTION_OF_41_LINES = "def f():\n" + "    pass\n" * 40


@pytest.mark.parametrize(
    ("rule", "path", "text", "complaint"),
    [
        (rooms_without_rank, "events/attic.py", "", "events/attic.py has no rank"),
        (rooms_without_rank, "events/attic/__init__.py", "", "events/attic/__init__.py has no"),
        (imports_upwards, "events/models/a.py", "from events.related import panel", ":1 imports"),
        (imports_upwards, "events/models/a.py", "\n\nfrom .. import views", ":3 imports"),
        (imports_upwards, "events/related.py", "def f():\n    import events.admin", ":2 imports"),
        (imports_upwards, "events/views/a.py", "from ..urls import patterns", "events.urls.patt"),
        (imports_upwards, "events/search/tokens.py", "from . import sqlite", "search.sqlite"),
        (imports_upwards, "events/rendering.py", "from events.legacy import importer", "importer"),
        (forbidden_imports, "events/feeds.py", "import newsroom.urls", "never imports newsroom"),
        (forbidden_imports, "events/views/a.py", "from ..legacy import grammar", "views never"),
        (forbidden_imports, "events/rendering.py", "from django.db import models", "no models"),
        (forbidden_imports, "events/legacy/grammar/a.py", "import yaml", "standard library only"),
        (forbidden_imports, "events/legacy/grammar/a.py", "from ... import text", "standard lib"),
        (too_long, "events/a.py", FUNCTION_OF_41_LINES, "events/a.py:1 f has 41 lines"),
        (too_long, "newsroom/a.py", "\n" * 301, "newsroom/a.py has 301 lines"),
        (unescaped_code, "events/admin/a.py", "safestring.mark_safe('')", "a.py:1 says mark_safe"),
        (unescaped_code, "events/a.py", "from x import SafeString as S", "says SafeString"),
        (unescaped_templates, "templates/a.html", "{{ title | safe }}", "a.html:1 leaves"),
        (unescaped_templates, "templates/b/a.xml", "{% autoescape off %}", "b/a.xml:1 leaves"),
    ],
)
def test_a_broken_rule_is_found(rule, path, text, complaint, tmp_path):
    [sentence] = rule(build(tmp_path, SOUND | {path: text}))

    assert path in sentence
    assert complaint in sentence


def test_migrations_may_be_long(tmp_path):
    assert too_long(build(tmp_path, {"events/migrations/0001_initial.py": "\n" * 301})) == []
