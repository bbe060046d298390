"""A reader's ways through the chronicle."""

from playwright.sync_api import expect


def test_a_reader_walks_from_the_front_page_to_an_entity(page, chronicle):
    page.goto("/")
    page.get_by_role("link", name="27 August 2004").click()
    page.get_by_role("link", name="9 August 2004").click()
    page.get_by_role("link", name="The siege of Najaf begins.").click()
    related = page.get_by_role("region", name="Related")
    related.get_by_role("link", name="The siege of Najaf ends.").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The siege of Najaf ends.")
    page.get_by_role("region", name="Entities").get_by_role("link", name="Najaf").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Najaf")
    expect(page.get_by_role("link", name="The siege of Najaf begins.")).to_be_visible()


def test_a_reader_searches_by_keyboard_alone(page, chronicle):
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    while page.evaluate("document.activeElement.id") != "find":
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement !== document.body")
    page.keyboard.type("siege ends")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=siege+ends")
    page.get_by_label("From").press_sequentially("08012004")
    page.keyboard.press("Enter")
    page.wait_for_url("**from=2004-08-01**")

    expect(page.get_by_role("link", name="The siege of Najaf ends.")).to_be_visible()
    expect(page.get_by_role("link", name="The siege of Najaf begins.")).to_have_count(0)


def test_a_reader_skips_to_the_content(page, chronicle):
    page.goto("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator("#content")).to_be_focused()


def test_a_reader_jumps_to_a_date(page, chronicle):
    page.goto("/")
    page.get_by_label("Date", exact=True).fill("2004-08-20")
    page.get_by_role("button", name="Go to date").click()
    page.wait_for_url("**/news/2004/08/09/")


def test_nothing_is_missing_without_scripts(plain_page, chronicle):
    plain_page.goto("/")
    plain_page.get_by_role("link", name="27 August 2004").click()
    plain_page.get_by_role("link", name="9 August 2004").click()
    plain_page.get_by_label("Search", exact=True).fill("siege ends")
    plain_page.keyboard.press("Enter")
    plain_page.get_by_role("link", name="The siege of Najaf ends.").click()
    related = plain_page.get_by_role("region", name="Related")

    expect(related.get_by_role("link", name="The siege of Najaf begins.")).to_be_visible()
    expect(plain_page.get_by_role("button", name="Keyboard")).to_have_count(0)


def test_a_reader_of_chinese_is_spoken_to_in_chinese(browser, live_server, chronicle):
    context = browser.new_context(base_url=live_server.url, locale="zh-CN")
    page = context.new_page()
    page.goto("/")
    page.get_by_role("link", name="2004年8月 27 星期五").click()
    title = page.get_by_role("heading", name="The siege of Najaf ends.")
    expect(title).to_have_attribute("lang", "en")
    title.get_by_role("link").click()

    related = page.get_by_role("region", name="相关事件")
    expect(related.get_by_text("2004年8月9日").first).to_be_visible()
    context.close()
