"""An HTTP endpoint that streams an answer's steps as server-sent events, on the standard library alone.

One asyncio loop holds every connection. Blocking work never runs on it: answers run on a few threads (DuckDB lets
go of the interpreter's lock), pure Python computing on processes (`workers.py`). Whatever a client sends has a
bound, whatever it fails to read stops its own stream only, and a closed connection cancels the query behind it.

    POST /ask         {"question": "revenue by region", "memory": []} gives an event stream
    POST /feedback    {"question": "revenue by region", "up": false} keeps a thumb
    GET  /lookalikes  names of the model that are easily confused
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from agent_runtime import AgentRuntime, Answer, Request, Step
from control_plane import Ticket
from feedback import FeedbackManager, Thumb
from spot import open_spot
from workers import cpu_pool, lookalikes

MAX_HEAD = 8 * 1024
MAX_BODY = 32 * 1024
READ_SECONDS = 10.0
STALLED_SECONDS = 30.0
_STREAM_HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n"
)


class HttpError(Exception):
    """Ends a request before its stream has begun; a status and a reason."""


class Server:
    """Tokens stand in for a session service: each names its user, and is the session whose budget is used."""

    def __init__(
        self, spot: AgentRuntime, tokens: Mapping[str, str], threads: int = 4, max_streams: int = 2000
    ) -> None:
        self.open_streams = 0
        self.feedback = FeedbackManager()
        self._spot = spot
        self._tokens = tokens
        self._max_streams = max_streams
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="answer")
        self._processes = cpu_pool(1)  # its process starts with the first job
        self._connections: set[asyncio.Task[None]] = set()

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> asyncio.AbstractServer:
        return await asyncio.start_server(self._serve, host, port, limit=MAX_HEAD, backlog=1024)

    async def close(self) -> None:
        """Ends every connection, which cancels the queries behind them, and waits for the workers."""
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        self._threads.shutdown(wait=True)
        self._processes.shutdown(wait=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, one request."""
        connection = asyncio.current_task()
        assert connection
        self._connections.add(connection)
        try:
            await self._answer(reader, writer)
        except (asyncio.TimeoutError, asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            writer.transport.abort()  # too slow, or gone, or the server is closing
        finally:
            self._connections.discard(connection)
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        loop = asyncio.get_running_loop()
        reply: dict[str, object]
        try:
            route, token, body = await asyncio.wait_for(_read(reader), READ_SECONDS)
            if token not in self._tokens:
                raise HttpError("401 Unauthorized", "Send a token: Authorization: Bearer …")
            if route == "POST /ask":
                return await self._stream(self._question(body, token), reader, writer)
            if route == "POST /feedback":
                kept = await loop.run_in_executor(self._threads, self._thumb, self._question(body, token), body)
                status, reply = "200 OK" if kept else "409 Conflict", {"kept": kept}
            elif route == "GET /lookalikes":
                pairs = await loop.run_in_executor(self._processes, lookalikes, self._spot.layer.labels)
                status, reply = "200 OK", {"pairs": pairs}
            else:
                raise HttpError("404 Not Found", "There are POST /ask, POST /feedback and GET /lookalikes.")
        except HttpError as error:
            status, reply = error.args[0], {"error": error.args[1]}
        data = json.dumps(reply).encode()
        head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(data)}\r\n"
        await _send(writer, f"{head}Connection: close\r\n\r\n".encode() + data)

    async def _stream(self, question: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Sends the steps as they happen. Whichever ends first, the answer or the client, ends the other. A slow reader
        holds no thread up: an answer has few steps and a bounded number of rows, so they may wait in the queue."""
        if self.open_streams >= self._max_streams:
            raise HttpError("503 Service Unavailable", "Too many questions at once. Try again in a second.")
        self.open_streams += 1
        loop = asyncio.get_running_loop()
        ticket = Ticket(question.session)
        items: asyncio.Queue[Step | Answer | None] = asyncio.Queue()

        def work() -> None:
            try:
                for item in self._spot.run(question, ticket):
                    loop.call_soon_threadsafe(items.put_nowait, item)
            finally:
                loop.call_soon_threadsafe(items.put_nowait, None)

        job = loop.run_in_executor(self._threads, work)
        leaving = asyncio.ensure_future(_until_closed(reader))
        leaving.add_done_callback(lambda _: items.put_nowait(None))
        try:
            writer.transport.set_write_buffer_limits(high=MAX_BODY)
            await _send(writer, _STREAM_HEAD + _event("accepted", {"question": question.question}))
            while (item := await items.get()) is not None:
                await _send(writer, _event_of(item))
            if not leaving.done():
                await job  # raises what the thread raised
        finally:
            self.open_streams -= 1
            ticket.cancel()
            leaving.cancel()
            job.cancel()  # does nothing unless it is still waiting for a thread

    def _question(self, body: Mapping[str, Any], token: str) -> Request:
        question, memory = body.get("question"), body.get("memory", [])
        if not isinstance(memory, list) or not all(isinstance(text, str) for text in (question, *memory)):
            raise HttpError("400 Bad Request", "question: expected text; memory: expected a list of texts")
        return Request(str(question), self._tokens[token], token, memory=tuple(memory))

    def _thumb(self, question: Request, body: Mapping[str, Any]) -> bool:
        """The server remembers no answers: asking again gives the same meaning, as a rule from the cache."""
        if not isinstance(body.get("up"), bool):
            raise HttpError("400 Bad Request", "up: expected true or false")
        query = self._spot.answer(question).query
        if query:
            tenant = self._spot.permissions.user(question.user).tenant
            self.feedback.record(Thumb(tenant, question.user, question.question, query, body["up"]))
        return query is not None


async def _read(reader: asyncio.StreamReader) -> tuple[str, str, dict[str, Any]]:
    """A request's method and path, its token and its body. It is just enough HTTP/1.1: one request per connection,
    and a bound on everything that a client sends."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        method, path, _ = first.split(" ")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        length = int(headers.get("content-length", 0))
        if not 0 <= length <= MAX_BODY:
            raise HttpError("413 Content Too Large", f"The body may have {MAX_BODY} bytes.")
        body = json.loads(await reader.readexactly(length) or b"{}")
        if not isinstance(body, dict):
            raise ValueError("not an object")
    except asyncio.LimitOverrunError:
        raise HttpError("431 Request Header Fields Too Large", f"The head may have {MAX_HEAD} bytes.") from None
    except (ValueError, RecursionError):
        raise HttpError("400 Bad Request", "That is not HTTP/1.1 with a JSON object in its body.") from None
    return f"{method} {path}", headers.get("authorization", "").removeprefix("Bearer "), body


async def _until_closed(reader: asyncio.StreamReader) -> None:
    """Ends when the client closes its side; anything it still sends is dropped."""
    with suppress(ConnectionError):
        while await reader.read(MAX_HEAD):
            pass


async def _send(writer: asyncio.StreamWriter, data: bytes) -> None:
    """Back pressure: waits for a client that reads slowly, and gives up on one that has stopped reading."""
    writer.write(data)
    await asyncio.wait_for(writer.drain(), STALLED_SECONDS)


def _event(name: str, data: Mapping[str, object]) -> bytes:
    """Decimals and dates go as text: a JSON number would lose a decimal's cents to floating point."""
    return f"event: {name}\ndata: {json.dumps(data, default=str)}\n\n".encode()


def _event_of(item: Step | Answer) -> bytes:
    if isinstance(item, Step):
        return _event("step", {"kind": item.kind, "note": item.note})
    if item.refusal:
        refusal = item.refusal
        return _event("refused", {"code": refusal.code, "reason": refusal.reason, "suggestions": refusal.suggestions})
    return _event("answered", {"columns": item.columns, "rows": item.rows, "from_cache": item.from_cache})


async def main() -> None:
    token = secrets.token_urlsafe(16)
    server = Server(open_spot(), {token: "ana"})
    listening = await server.start(port=8750)
    print(f"curl -N http://127.0.0.1:8750/ask -H 'Authorization: Bearer {token}' \\", flush=True)
    print('  -d \'{"question": "revenue by region"}\'', flush=True)
    try:
        await listening.serve_forever()
    finally:
        await server.close()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(main())
