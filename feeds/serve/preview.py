"""Changes to a page while it is sent: its links lead to the preview, and a script reloads it.

All other files are sent byte for byte; `output/` is never changed.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from urllib.parse import urlsplit

EVENTS = "/.reload"  # hidden, so that no file of a site can have this path
SCRIPT = f'new EventSource("{EVENTS}").onmessage = () => location.reload();'
# The policy names the script by its digest: a nonce would change each page, and so its ETag.
DIGEST = base64.b64encode(sha256(SCRIPT.encode()).digest()).decode()

_POLICY = (
    "default-src 'none'; style-src 'self'; style-src-attr 'unsafe-inline'; font-src 'self'; "
    "img-src 'self' https: data:; media-src 'self' https:; manifest-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True, slots=True)
class Preview:
    """The options of a preview of the site at `url`; with `live` its pages reload after each change."""

    url: str
    live: bool = False

    @property
    def prefix(self) -> str:
        """The path of the site below its host."""
        return urlsplit(self.url).path or "/"

    @property
    def policy(self) -> str:
        """The Content-Security-Policy: the style, pictures and scripts of the site, and the script above."""
        return f"{_POLICY}; script-src 'self'" + (f" 'sha256-{DIGEST}'; connect-src 'self'" if self.live else "")

    def local(self, url: str) -> str:
        """Return a URL of the site as one of the preview."""
        return self.prefix + url.removeprefix(self.url) if url.startswith(self.url) else url

    def page(self, body: bytes) -> bytes:
        """Return a page with links to its site replaced by links to the preview; the canonical URL stays."""
        own = re.escape(escape(self.url).encode())
        links = re.compile(rb'(<link rel="canonical" )?((?:href|src)=")' + own)
        here = escape(self.prefix).encode()
        body = links.sub(lambda link: link[0] if link[1] else link[2] + here, body)
        if not self.live:
            return body
        before, end, after = body.rpartition(b"</body>")
        script = f"<script>{SCRIPT}</script>\n".encode()
        return before + script + end + after if end else body + script
