"""A real Chromium on the live site. A page that complains or calls another host fails its test."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
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
