"""The site opens in a browser."""


def test_front_page_opens(page):
    response = page.goto("/")

    assert response.status == 200
    assert page.title().strip() != ""
