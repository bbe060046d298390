"""Fetching a file from an address that a stranger wrote.

An address may lead into our own network, so every host is looked up here, refused unless all its
addresses are public, and connected to by the very address that was judged: no second look-up could
say something else. Redirects are followed here, each judged like the first.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from threading import Timer
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

from django.utils.encoding import iri_to_uri

PORTS = {"http": 80, "https": 443}
REDIRECTS = {301, 302, 303, 307, 308}
LATER = {408, 425, 429}  # refusals that may be over tomorrow
CHUNK = 65_536
# Of these networks an address in another one is part: nobody can say where they lead.
_TRANSLATED = [ipaddress.ip_network(net) for net in ("64:ff9b::/96", "2002::/16", "2001::/32")]


class Unfetched(Exception):
    """Nothing was fetched. for_good: asking again would give the same."""

    def __init__(self, reason: str, *, for_good: bool = True) -> None:
        super().__init__(reason)
        self.for_good = for_good


def is_public(address: str) -> bool:
    """Say whether an IP address is one of the open internet."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    ip = getattr(ip, "ipv4_mapped", None) or ip
    if any(ip in network for network in _TRANSLATED if network.version == ip.version):
        return False
    return ip.is_global and not ip.is_multicast


def look_up(host: str, port: int) -> list[str]:
    """Return the IP addresses of a host.

    Raises:
        OSError: if there is none.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(address[4][0] for address in found))


@dataclass(frozen=True, slots=True)
class Policy:
    """What a fetch may do.

    seconds: for one file with all its redirects, but for looking up names. allows: says whether an
    IP address may be asked. ports: those that may be asked; None for any.
    """

    agent: str
    largest: int
    seconds: float = 20
    redirects: int = 5
    allows: Callable[[str], bool] = is_public
    look_up: Callable[[str, int], list[str]] = look_up
    ports: frozenset[int] | None = frozenset(PORTS.values())


def fetch(address: str, policy: Policy) -> bytes:
    """Return the bytes at an http(s) address.

    Raises:
        Unfetched: if it may not be asked, or has no answer within the limits.
    """
    end = time.monotonic() + policy.seconds
    try:
        for _redirect in range(policy.redirects + 1):
            answer = _ask(address, policy, end)
            if isinstance(answer, bytes):
                return answer
            address = urljoin(address, answer)
    except (OSError, http.client.HTTPException) as error:
        late = time.monotonic() >= end
        reason = "no answer in time" if late else _in_words(error)
        raise Unfetched(reason, for_good=isinstance(error, http.client.InvalidURL)) from error
    except ValueError as error:
        raise Unfetched(f"no address: {error}") from error
    raise Unfetched("too many redirects")


def _in_words(error: Exception) -> str:
    return str(getattr(error, "strerror", "") or error or type(error).__name__)


def _ask(address: str, policy: Policy, end: float) -> bytes | str:
    """Ask for one address: return what is there, or where it says that it is."""
    parts = urlsplit(address.strip())
    connection = _connection(parts, policy, end)
    timer = Timer(max(0, end - time.monotonic()), connection.abort)
    timer.daemon = True
    timer.start()
    try:
        target = parts._replace(scheme="", netloc="", fragment="", path=parts.path or "/").geturl()
        headers = {"User-Agent": policy.agent, "Accept": "image/*", "Accept-Encoding": "identity"}
        connection.request("GET", iri_to_uri(target), headers=headers)
        with connection.getresponse() as response:
            return _read(response, policy, end)
    finally:
        timer.cancel()
        connection.close()


def _read(response: http.client.HTTPResponse, policy: Policy, end: float) -> bytes | str:
    if response.status in REDIRECTS and response.headers.get("Location"):
        return response.headers["Location"]
    if response.status != 200:
        later = response.status >= 500 or response.status in LATER
        raise Unfetched(f"answered {response.status}", for_good=not later)
    data = bytearray()
    while chunk := response.read1(CHUNK):
        data += chunk
        if len(data) > policy.largest:
            raise Unfetched(f"more than {policy.largest:,} bytes")
        if time.monotonic() >= end:
            raise TimeoutError
    if response.length or time.monotonic() >= end:
        raise http.client.IncompleteRead(b"", response.length)
    return bytes(data)


# --- Connecting to an address that was judged


def _connection(parts: SplitResult, policy: Policy, end: float) -> _Pinned:
    """Return a connection to the host of an address, not yet opened.

    Raises:
        Unfetched: if it may not be asked.
    """
    if parts.scheme not in PORTS or not parts.hostname:
        raise Unfetched("no http(s) address")
    if parts.username is not None or parts.password is not None:
        raise Unfetched("an address with a password in it")
    port = parts.port or PORTS[parts.scheme]
    if policy.ports is not None and port not in policy.ports:
        raise Unfetched(f"port {port} is not asked")
    found = policy.look_up(parts.hostname, port)
    if not found or not all(map(policy.allows, found)):
        raise Unfetched("not on the open internet")
    kind = _PinnedTLS if parts.scheme == "https" else _Pinned
    return kind(parts.hostname, parts.port, found[0], timeout=max(0.1, end - time.monotonic()))


class _Pinned(http.client.HTTPConnection):
    """A connection that asks one IP address for a host, whatever a name server says of it now."""

    def __init__(self, host: str, port: int | None, ip: str, **kwargs: Any) -> None:
        super().__init__(host, port, **kwargs)
        self.ip = ip
        self.wire: socket.socket | None = None  # `sock` is given up when an answer has begun

    def connect(self) -> None:
        self.sock = self.wire = socket.create_connection((self.ip, self.port), self.timeout)

    def abort(self) -> None:
        """End it from another thread: whoever waits for an answer gets none."""
        if self.wire is not None:
            with suppress(OSError):  # it may be over already
                socket.socket.shutdown(self.wire, socket.SHUT_RDWR)


class _PinnedTLS(_Pinned):
    """The same over TLS, with a certificate of the host's name."""

    default_port = http.client.HTTPS_PORT

    def connect(self) -> None:
        super().connect()
        self.sock = self.wire = ssl.create_default_context().wrap_socket(
            self.sock, server_hostname=self.host, do_handshake_on_connect=False
        )
        self.sock.do_handshake()
