"""The Chinese catalogue says all that the site says; `make messages` gathers what is new."""

import gettext
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.auth.models import User
from django.utils.functional import Promise

CATALOGUE = Path("locale/zh_Hans/LC_MESSAGES/django.po")
WRITTEN = settings.BASE_DIR / CATALOGUE
SPEAKING = ("events", "newsroom", "templates", "locale")
OPTIONS = ("--locale", "zh_Hans", "--no-location", "--no-wrap", "--no-obsolete")


def run(*command: str | Path, cwd: Path) -> str:
    """Return what a program says on its second channel: gettext's say there what they did."""
    plain = os.environ | {"LC_ALL": "C"}
    done = subprocess.run(command, cwd=cwd, env=plain, capture_output=True, text=True, check=True)
    return done.stderr


@pytest.fixture(scope="module")
def gathered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The catalogue with all that the site says now, in a folder of its own."""
    folder = tmp_path_factory.mktemp("site")
    for name in SPEAKING:
        shutil.copytree(settings.BASE_DIR / name, folder / name)
    run(sys.executable, "-m", "django", "makemessages", *OPTIONS, cwd=folder)
    return folder / CATALOGUE


def translations(compiled: Path) -> dict:
    """Return what a compiled catalogue translates, without its header."""
    with compiled.open("rb") as file:
        found = dict(gettext.GNUTranslations(file)._catalog)
    del found[""]
    return found


def compile_to(folder: Path, catalogue: Path) -> Path:
    run("msgfmt", "--check-format", "--output", "compiled.mo", catalogue, cwd=folder)
    return folder / "compiled.mo"


def test_all_that_the_site_says_is_translated_for_certain(gathered):
    said = run("msgfmt", "--statistics", "--output", os.devnull, gathered, cwd=gathered.parent)

    assert re.fullmatch(r"\d+ translated messages\.\n", said), said


def test_nothing_is_translated_that_the_site_no_longer_says(gathered, tmp_path):
    said = translations(compile_to(tmp_path, gathered))

    assert sorted(map(str, translations(WRITTEN.with_suffix(".mo")))) == sorted(map(str, said))


def test_the_compiled_catalogue_is_the_written_one(gathered, tmp_path):
    compiled = translations(compile_to(tmp_path, WRITTEN))

    assert translations(WRITTEN.with_suffix(".mo")) == compiled


def test_every_field_that_the_desk_shows_has_a_name_to_translate(rf):
    request = rf.get("/admin/")
    request.user = User(is_superuser=True, is_active=True)
    desks = list(admin.site._registry.values())
    desks += [inline for desk in desks for inline in desk.get_inline_instances(request)]
    shown = [
        field
        for desk in desks
        if desk.opts.app_label == "events"
        for field in desk.opts.fields
        if field.name in flatten_fieldsets(desk.get_fieldsets(request))
    ]

    assert [str(field) for field in shown if not isinstance(field.verbose_name, Promise)] == []
    assert len(shown) > 30
