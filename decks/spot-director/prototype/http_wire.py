"""Just enough HTTP/1.1 for `api.py`: one request per connection, and a bound on everything a client sends."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import NamedTuple

from yaml_files import as_mapping

MAX_HEAD = 8 * 1024
MAX_BODY = 32 * 1024
STALLED_SECONDS = 30.0


class HttpError(Exception):
    """Ends a request before its stream has begun."""

    def __init__(self, status: str, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class HttpRequest(NamedTuple):
    method: str
    path: str
    headers: Mapping[str, str]
    body: Mapping[str, object]


async def read_request(reader: asyncio.StreamReader) -> HttpRequest:
    """Parses one request; `reader` must have been opened with the limit MAX_HEAD."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.LimitOverrunError:
        raise HttpError("431 Request Header Fields Too Large", f"The head may have {MAX_HEAD} bytes.") from None
    first, *lines = head[:-4].decode("latin-1").split("\r\n")
    parts = first.split(" ")
    if len(parts) != 3 or not parts[2].startswith("HTTP/1."):
        raise HttpError("400 Bad Request", "That is not HTTP/1.1.")
    headers: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon or name != name.strip() or name.lower() in headers:
            raise HttpError("400 Bad Request", "A header is malformed or given twice.")
        headers[name.lower()] = value.strip()
    length = headers.get("content-length", "0")
    if "transfer-encoding" in headers or not (length.isascii() and length.isdigit()):
        raise HttpError("411 Length Required", "Send a Content-Length, and no Transfer-Encoding.")
    if len(length) > 9 or int(length) > MAX_BODY:
        raise HttpError("413 Content Too Large", f"The body may have {MAX_BODY} bytes.")
    body = await reader.readexactly(int(length))
    try:
        return HttpRequest(parts[0], parts[1], headers, as_mapping(json.loads(body or b"{}"), "body"))
    except (ValueError, RecursionError):
        raise HttpError("400 Bad Request", "The body is not a JSON object.") from None


async def respond(writer: asyncio.StreamWriter, status: str, body: Mapping[str, object]) -> None:
    """A whole JSON response."""
    data = json.dumps(body).encode()
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\n"
    head += f"Content-Length: {len(data)}\r\nConnection: close\r\n\r\n"
    writer.write(head.encode() + data)
    await asyncio.wait_for(writer.drain(), STALLED_SECONDS)


def allow_open_files(count: int) -> None:
    """Raises this process's limit on open files, and so on connections, as far as the system lets it."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = count if hard == resource.RLIM_INFINITY else min(count, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
