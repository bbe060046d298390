"""A real Chromium on the live site. A page that complains or calls another host fails its test."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from threading import RLock
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.db.transaction import Atomic
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from ..chronicle import make_chronicle

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# Milliseconds in which something is to be seen: more than Playwright's own, for a busy machine.
PATIENCE = 20_000


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, where Django would refuse the database.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        expect.set_options(timeout=PATIENCE)
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def one_at_a_time(transactional_db) -> Iterator[None]:
    """A page may ask for several things while the test does another, but a database in memory has
    one connection for all threads: a request, a transaction or a statement waits for the others.
    """
    if connection.vendor != "sqlite":
        yield
        return
    lock, enter, leave = RLock(), Atomic.__enter__, Atomic.__exit__

    def enter_alone(block: Atomic) -> None:
        with ExitStack() as left_on_error:
            left_on_error.enter_context(lock)
            enter(block)
            left_on_error.pop_all()

    def leave_alone(block: Atomic, *error: Any) -> None:
        try:
            leave(block, *error)
        finally:
            lock.release()

    with (
        pytest.MonkeyPatch.context() as patch,
        connection.execute_wrapper(alone(lock, lambda execute, *args: execute(*args))),
    ):
        patch.setattr(Atomic, "__enter__", enter_alone)
        patch.setattr(Atomic, "__exit__", leave_alone)
        patch.setattr(WSGIHandler, "get_response", alone(lock, WSGIHandler.get_response))
        yield


def alone(lock: AbstractContextManager, work: Callable) -> Callable:
    """Return what does the work while it holds the lock."""

    def work_alone(*args: Any) -> Any:
        with lock:
            return work(*args)

    return work_alone


@pytest.fixture
def complaints() -> list[str]:
    """What went wrong in the pages; a test that expects it calls `complaints.clear()`."""
    return []


@pytest.fixture
def chronicle(transactional_db) -> dict[str, str]:
    """A few related events in several scripts; the addresses of all kinds of pages."""
    return make_chronicle()


@pytest.fixture
def plain_page(browser: Browser, live_server) -> Iterator[Page]:
    """A window that runs no script."""
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.fixture
def page(browser: Browser, live_server, complaints: list[str]) -> Iterator[Page]:
    """A fresh window on the site: `page.goto("/")`."""
    context = browser.new_context(base_url=live_server.url)
    listen(context, urlsplit(live_server.url).netloc, complaints)
    yield context.new_page()
    context.close()
    assert complaints == []


def listen(context: BrowserContext, host: str, complaints: list[str]) -> None:
    """Note errors in the console, uncaught exceptions and requests to other hosts."""

    def on_request(request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.netloc != host:
            complaints.append(f"request to another host: {request.url}")

    def on_console(message) -> None:
        url = message.location["url"]
        if message.type == "error" and not url.endswith("/favicon.ico"):  # asked for unbidden
            complaints.append(f"console: {message.text} ({url})")

    context.on("request", on_request)
    context.on("console", on_console)
    context.on("weberror", lambda error: complaints.append(f"exception: {error.error}"))
