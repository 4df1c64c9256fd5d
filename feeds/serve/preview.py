"""What differs from the published page: links lead to this server, and a page that is open comes anew.

Both are done while a page is sent; nothing of it ever lies in the output. Feeds and all other files go out
byte for byte as they lie there.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from urllib.parse import urlsplit

EVENTS = "/.reload"  # hidden, so that no file of a site can have this address
SCRIPT = f'new EventSource("{EVENTS}").onmessage = () => location.reload();'
# The policy names the script by its digest. A nonce would have to differ in each answer (CSP 3 §7.1), and
# then no page could be known again by its tag.
DIGEST = base64.b64encode(sha256(SCRIPT.encode()).digest()).decode()

_POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' https: data:; media-src "
    "'self' https:; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True, slots=True)
class Preview:
    """How pages of the site at `url` are shown here; with `live` they come anew after each change."""

    url: str
    live: bool = False

    @property
    def prefix(self) -> str:
        """The path of the site below its host."""
        return urlsplit(self.url).path or "/"

    @property
    def policy(self) -> str:
        """Say what a page may load: its own style and pictures, no script but the one above."""
        return _POLICY + (f"; script-src 'sha256-{DIGEST}'; connect-src 'self'" if self.live else "")

    def local(self, url: str) -> str:
        """Lead an address of the site to this server."""
        return self.prefix + url.removeprefix(self.url) if url.startswith(self.url) else url

    def page(self, body: bytes) -> bytes:
        """Turn a page's links to its own site towards this server; its canonical address stays."""
        own = re.escape(escape(self.url).encode())
        links = re.compile(rb'(<link rel="canonical" )?((?:href|src)=")' + own)
        here = escape(self.prefix).encode()

        def led(found: re.Match[bytes]) -> bytes:
            return found[0] if found[1] else found[2] + here

        body = links.sub(led, body)
        if not self.live:
            return body
        before, end, after = body.rpartition(b"</body>")
        script = f"<script>{SCRIPT}</script>\n".encode()
        return before + script + end + after if end else body + script
