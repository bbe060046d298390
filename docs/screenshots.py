"""Take the pictures of these docs anew, from the real site with the sample archive.

    make screenshots

The site runs on a database that is thrown away. Needs Chromium (CHROMIUM names one).
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, sync_playwright

DOCS = Path(__file__).resolve().parent
PORT = 8765
SITE = f"http://127.0.0.1:{PORT}"
SETTLING = 3_000  # ms that the desk's aids take to answer what was typed
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


@dataclass(frozen=True)
class Shot:
    """A picture: its file's name, what it shows, and how the reader's window is."""

    name: str
    path: str
    width: int = 1280
    height: int = 860
    dark: bool = False
    language: str = "en"
    press: str = ""
    desk: bool = False
    clicks: tuple[str, ...] = ()
    fill: tuple[str, str] | None = None


ASH = "/admin/events/event/?q=airliner+ash"
FIRST = "#result_list tbody a >> nth=0"  # of a list at the desk
SHOTS = [
    Shot("front", "/"),
    Shot("search", "/search/?q=northern+ireland", dark=True),
    Shot("year", "/news/2010/"),
    Shot("month", "/news/2010/04/"),
    Shot("day", "/news/2010/04/15/"),
    Shot("on-this-day", "/on-this-day/07-04/"),
    Shot("entity", "/entities/nelson-mandela/"),
    Shot("together", "/entities/nelson-mandela+south-africa/"),
    Shot("entities", "/entities/"),
    Shot("source", "/sources/bbc/"),
    Shot("event", "{mandela}", height=1100),
    Shot("cite", "{mandela}", height=1250, clicks=("main .cite summary",)),
    Shot("card", "{permalink}card.png", width=1200, height=630),
    Shot("keys", "/news/2008/09/15/", press="?"),
    Shot("narrow", "{mandela}", width=320, height=640),
    Shot("chinese", "/news/2008/08/8/", language="zh-CN", dark=True),
    Shot("desk-front", "/admin/", desk=True, height=700),
    Shot("desk-list", "/admin/events/event/?q=mandela", desk=True),
    Shot(
        "desk-form",
        "/admin/events/event/?q=mandela",
        desk=True,
        clicks=(FIRST,),
        fill=("#id_description", "Nelson Mandela is buried in Qunu. London, too, mourns."),
        height=1300,
    ),
    Shot(
        "desk-history",
        ASH,
        desk=True,
        clicks=(FIRST, ".historylink", ".history-step button"),
        height=700,
    ),
    # Ebola and its epidemic in West Africa: the sample's entities have ids in the order of names.
    Shot("desk-merge", "/admin/events/entity/merge/?ids=49&ids=50", desk=True),
]
EDITOR, PASSWORD = "editor", "known-to-everyone"
WRITTEN = [
    ("2010-04-21", "Most of Europe's airports are open again after six days.", "[name=_save]"),
    ("2011-05-21", "Grímsvötn breaks out under Vatnajökull.", "button.move-propose"),
]
REWRITTEN = """\
The ash melts in a jet engine and sets to glass on its blades, and the engine stops. *Nobody* can \
say yet how much is too much, so the rule is: none."""
MANDELA = "/search.json?q=mandela+walks+prison"


@contextmanager
def site(folder: str) -> Iterator[None]:
    """Serve the sample archive from a new database in `folder`."""
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{folder}/shots.sqlite3",
        "SECRET_KEY": "known-to-everyone-and-for-pictures-only",
        "DEBUG": "1",
    }
    manage = [sys.executable, "manage.py"]
    environment |= {"DJANGO_SUPERUSER_PASSWORD": PASSWORD}
    person = ["createsuperuser", "--noinput", f"--username={EDITOR}", "--email=e@news.example"]
    archive = ["import_legacy", "sample", "-v0"]
    for command in (["migrate", "-v0"], archive, person, ["suggest_merges", "-v0"]):
        subprocess.run(manage + command, cwd=DOCS.parent, env=environment, check=True)
    serve = [*manage, "runserver", "--noreload", f"127.0.0.1:{PORT}"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen(serve, cwd=DOCS.parent, env=environment, **quiet)
    try:
        wait_for(server)
        yield
    finally:
        server.terminate()
        server.wait()


def wait_for(server: subprocess.Popen) -> None:
    """Return when the site answers.

    Raises:
        SystemExit: if it has ended, or does not answer within a minute.
    """
    for _second in range(60):
        time.sleep(1)
        if server.poll() is not None:
            sys.exit(f"The site has ended: is port {PORT} taken?")
        try:
            with urlopen(SITE):
                return
        except URLError:
            continue
    sys.exit("The site does not answer.")


def address(path: str) -> str:
    """Return where a picture is taken; `{mandela}` and `{permalink}` are a found event's."""
    if not path.startswith("{"):
        return SITE + path
    with urlopen(SITE + MANDELA) as answer:
        event = json.load(answer)["events"][0]
    return path.format(mandela=event["url"], permalink=event["permalink"])


def log_in(page: Page) -> None:
    """Enter the desk."""
    page.goto(f"{SITE}/admin/")
    page.fill("#id_username", EDITOR)
    page.fill("#id_password", PASSWORD)
    page.click("input[type=submit]")


def work(browser: Browser) -> None:
    """Leave at the desk what pictures show of work going on: a draft, a proposal, an edit."""
    page = browser.new_page()
    log_in(page)
    for date, title, button in WRITTEN:
        page.goto(f"{SITE}/admin/events/event/add/")
        page.fill("#id_date", date)
        page.fill("#id_title", title)
        page.click(button)
    page.goto(SITE + ASH)
    page.click(FIRST)
    page.fill("#id_description", REWRITTEN)
    page.fill("#id_comment", "Why glass is a danger")
    page.click("[name=_save]")
    page.close()


def take(browser: Browser, shot: Shot) -> None:
    """Write one picture."""
    context = browser.new_context(
        viewport={"width": shot.width, "height": shot.height},
        color_scheme="dark" if shot.dark else "light",
        locale=shot.language,
    )
    page = context.new_page()
    if shot.desk:
        log_in(page)
    page.goto(address(shot.path))
    for click in shot.clicks:
        page.click(click)
    if shot.fill:
        page.fill(*shot.fill)
        page.wait_for_timeout(SETTLING)
    if shot.press:
        page.keyboard.press(shot.press)
    page.screenshot(path=DOCS / f"{shot.name}.png")
    context.close()


def main() -> None:
    """Take those that are named, or all."""
    wanted = [shot for shot in SHOTS if not sys.argv[1:] or shot.name in sys.argv[1:]]
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with TemporaryDirectory() as folder, site(folder), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        work(browser)
        for shot in wanted:
            take(browser, shot)
            print(f"docs/{shot.name}.png")
        browser.close()


if __name__ == "__main__":
    main()
