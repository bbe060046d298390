"""Fetching from strangers: what is asked, what is refused, and within which limits."""

from dataclasses import replace

import pytest

from events.fetching import Policy, Unfetched, fetch, is_public
from tests.servers import serve

DATA = b"a picture, say"
HERE = Policy("tests", largest=1000, seconds=5, allows=lambda ip: True, ports=None)


def refusal(address: str, policy: Policy = HERE) -> tuple[str, bool]:
    with pytest.raises(Unfetched) as caught:
        fetch(address, policy)
    return str(caught.value), caught.value.for_good


@pytest.mark.parametrize(
    "ip",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "0.0.0.0", "224.0.0.1", "255.255.255.255", "240.0.0.1", "192.0.2.1", "::1", "::",
        "fe80::1%eth0", "fc00::1", "ff02::1", "2001:db8::1", "::ffff:127.0.0.1",
        "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:1::",
    ],
)  # fmt: skip
def test_addresses_within_are_not_public(ip):
    assert not is_public(ip)


@pytest.mark.parametrize("ip", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_addresses_outside_are_public(ip):
    assert is_public(ip)


def test_a_file_is_fetched():
    with serve({"/%C3%A9%20a.png?b=1": (200, {}, DATA)}) as server:
        assert fetch(server.url("/é a.png?b=1#c"), HERE) == DATA


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "0x7f000001", "2130706433"])
def test_this_machine_is_not_asked(host):
    with serve({"/a": (200, {}, DATA)}) as server:
        policy = Policy("tests", largest=1000, ports=None)

        assert refusal(server.url("/a", host), policy) == ("not on the open internet", True)
        assert server.asked == []


def test_a_redirect_into_this_machine_is_not_followed():
    def judge(ip: str) -> bool:
        return ip == "127.0.0.1"

    with serve({"/a": (302, {"Location": "http://[::1]/b"}, b"")}) as server:
        policy = replace(HERE, allows=judge)

        assert refusal(server.url("/a"), policy) == ("not on the open internet", True)


def test_one_address_within_is_enough_to_refuse():
    policy = Policy("tests", largest=1000, look_up=lambda host, port: ["8.8.8.8", "10.0.0.1"])

    assert refusal("http://paper.example/", policy) == ("not on the open internet", True)


def test_the_judged_address_is_asked_under_the_name_of_the_host():
    looked_up = []

    def look_up(host: str, port: int) -> list[str]:
        looked_up.append(host)
        return ["127.0.0.1"] if len(looked_up) == 1 else ["10.0.0.1"]

    with serve({"/a": (200, {}, DATA)}) as server:
        policy = replace(HERE, look_up=look_up)

        assert fetch(server.url("/a", "paper.invalid"), policy) == DATA
        assert looked_up == ["paper.invalid"]
        assert server.hosts == [f"paper.invalid:{server.port}"]


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("ftp://paper.example/a", "no http(s) address"),
        ("file:///etc/passwd", "no http(s) address"),
        ("//paper.example/a", "no http(s) address"),
        ("http://user:word@paper.example/a", "an address with a password in it"),
        ("http://paper.example:22/a", "port 22 is not asked"),
    ],
)
def test_what_is_never_asked(address, reason):
    policy = Policy("tests", largest=1000, look_up=lambda host, port: ["8.8.8.8"])

    assert refusal(address, policy) == (reason, True)


@pytest.mark.parametrize("address", ["http://[::1/a", "http://paper.example:x/a", "http://a..b/"])
def test_what_is_no_address(address):
    assert refusal(address)[1]


def test_redirects_are_followed():
    answers = {
        "/a": (301, {"Location": "b"}, b""),
        "/b": (307, {"Location": "/c"}, b""),
        "/c": (200, {}, DATA),
    }
    with serve(answers) as server:
        assert fetch(server.url("/a"), HERE) == DATA


def test_a_circle_of_redirects_ends():
    with serve({"/a": (302, {"Location": "/a"}, b"")}) as server:
        assert refusal(server.url("/a")) == ("too many redirects", True)
        assert len(server.asked) == HERE.redirects + 1


@pytest.mark.parametrize(
    ("status", "for_good"),
    [(404, True), (410, True), (403, True), (429, False), (500, False), (503, False)],
)
def test_a_refusal_is_for_good_or_not(status, for_good):
    with serve({"/a": (status, {}, b"no")}) as server:
        assert refusal(server.url("/a")) == (f"answered {status}", for_good)


def test_a_large_file_is_not_read_to_its_end():
    with serve({"/a": (200, {}, b"x" * 1001), "/b": (200, {}, b"x" * 1000)}) as server:
        assert refusal(server.url("/a")) == ("more than 1,000 bytes", True)
        assert len(fetch(server.url("/b"), HERE)) == 1000


def test_half_a_file_is_none():
    with serve({"/a": (200, {"Content-Length": "100"}, b"x" * 50)}) as server:
        _reason, for_good = refusal(server.url("/a"))

        assert not for_good


def test_a_slow_answer_is_not_waited_for():
    with serve({"/a": (200, {"Wait": "0.5"}, DATA)}) as server:
        policy = replace(HERE, seconds=0.1)

        assert refusal(server.url("/a"), policy) == ("no answer in time", False)


def test_nobody_at_home_may_be_there_tomorrow():
    with serve({}) as server:
        url = server.url("/a")

    assert refusal(url)[1] is False
