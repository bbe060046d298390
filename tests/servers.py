"""A web server of this machine for tests: `with serve({"/a.png": (200, {}, data)}) as server:`."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = tuple[int, dict[str, str], bytes]


@dataclass
class Server:
    """Where it is, what it answers, and what it was asked."""

    port: int
    answers: dict[str, Answer]
    asked: list[str] = field(default_factory=list)
    hosts: list[str] = field(default_factory=list)

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"


@contextmanager
def serve(answers: dict[str, Answer]) -> Iterator[Server]:
    """Answer with status, headers and bytes by path; 404 else; "Wait" waits so many seconds."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            server.asked.append(self.path)
            server.hosts.append(self.headers["Host"])
            status, headers, data = answers.get(self.path, (404, {}, b""))
            time.sleep(float(headers.get("Wait", 0)))
            self.send_response(status)
            for name, value in {"Content-Length": str(len(data)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

        def handle(self) -> None:
            try:
                super().handle()
            except ConnectionError:
                """The asker had enough."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as httpd:
        server = Server(httpd.server_port, answers)
        thread = threading.Thread(target=httpd.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield server
        httpd.shutdown()
        thread.join()
