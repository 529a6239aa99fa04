"""A portal on an origin of its own: pages that the tests write, under the policy that docs/widget.md asks for."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# Nothing is allowed but what the document tells portals to add, and the portal's own scripts under a nonce.
STRICT = (
    "default-src 'none'; script-src {service} 'nonce-portal'; frame-src {service}; require-trusted-types-for 'script'"
)


@dataclass
class Portal:
    """Pages by path, served at ``origin``.

    Attributes:
        service: origin of the service whose widget the pages embed.
    """

    origin: str
    service: str
    pages: dict[str, tuple[str, str]] = field(default_factory=dict)

    def page(self, body: str, *, script: str = "", policy: str = STRICT, language: str = "pt", head: str = "") -> str:
        """Serve a page with ``body`` and the widget's script, and give its address.

        ``window.heard`` there has every event of the widgets, as ``[type, detail]``.
        """
        html = f"""<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>Portal</title>
<meta name="viewport" content="width=device-width, initial-scale=1">{head}
<script nonce="portal">
window.heard = [];
for (const type of ["ready", "submit", "results", "select", "contact", "error"])
  document.addEventListener("hm-" + type, (event) => heard.push([event.type, event.detail, event.target.id]));
</script>
<script type="module" src="{self.service}/widget/v1/hub-matcher.js"></script></head>
<body><main><h1>Portal</h1>{body}</main><script nonce="portal">{script}</script></body></html>"""
        path = f"/{len(self.pages)}"
        self.pages[path] = (html, policy.format(service=self.service))
        return f"{self.origin}{path}"


@contextmanager
def portal_at(host: str, service: str) -> Iterator[Portal]:
    """A portal that answers at ``host`` on a free port of this machine until the block ends."""
    portal = Portal("", service)

    class Pages(BaseHTTPRequestHandler):
        """Gives the portal's pages."""

        def do_GET(self) -> None:
            """The page of this path, 404 without one."""
            html, policy = portal.pages.get(self.path, ("", ""))
            self.send_response(200 if html else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *_: object) -> None:
            """Nothing: tests print no lines of a server."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    portal.origin = f"http://{host}:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield portal
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
