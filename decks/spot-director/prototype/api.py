"""An HTTP endpoint that streams an answer's steps as server-sent events, on the standard library alone.

One asyncio loop holds every connection. Blocking work never runs on it: answers run on a few threads (DuckDB lets
go of the interpreter's lock), pure Python computing on processes (`workers.py`). Whatever a client sends has a
bound, whatever it fails to read stops its own stream only, and a closed connection cancels the query behind it.

    POST /ask         {"question": "revenue by region", "memory": []}   an event stream
    POST /feedback    {"question": "revenue by region", "up": false}    a thumb
    GET  /lookalikes  names of the model that are easily confused
"""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import sys
from collections.abc import AsyncIterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from typing import TextIO

from agent_runtime import AgentRuntime, Answer, Request, Step
from control_plane import Ticket
from feedback import FeedbackManager, Thumb
from http_wire import (
    MAX_BODY,
    MAX_HEAD,
    STALLED_SECONDS,
    HttpError,
    HttpRequest,
    allow_open_files,
    read_request,
    respond,
)
from semantic_query import Value
from spot import open_spot
from workers import cpu_pool, lookalikes
from yaml_files import FileError, as_text, as_texts

READ_SECONDS = 10.0
ROWS_PER_EVENT = 200
_STREAM_HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n"
)


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
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            try:
                request = await asyncio.wait_for(read_request(reader), READ_SECONDS)
                await self._route(request, reader, writer)
            except HttpError as error:
                await respond(writer, error.status, {"error": error.reason})
            except FileError as error:
                await respond(writer, "400 Bad Request", {"error": str(error)})
        except (asyncio.TimeoutError, asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            writer.transport.abort()  # too slow, or gone, or the server is closing
        finally:
            self._connections.discard(task)
            writer.close()

    async def _route(self, request: HttpRequest, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        user = self._tokens.get(token) if scheme.lower() == "bearer" else None
        if user is None:
            raise HttpError("401 Unauthorized", "Send a token: Authorization: Bearer …")
        loop = asyncio.get_running_loop()
        if (request.method, request.path) == ("POST", "/ask"):
            await self._stream(_question(request.body, user, token), reader, writer)
        elif (request.method, request.path) == ("POST", "/feedback"):
            up = request.body.get("up")
            if not isinstance(up, bool):
                raise HttpError("400 Bad Request", "up: expected true or false")
            kept = await loop.run_in_executor(self._threads, self._thumb, _question(request.body, user, token), up)
            await respond(writer, "200 OK" if kept else "409 Conflict", {"kept": kept})
        elif (request.method, request.path) == ("GET", "/lookalikes"):
            pairs = await loop.run_in_executor(self._processes, lookalikes, self._spot.layer.labels)
            await respond(writer, "200 OK", {"pairs": pairs})
        else:
            raise HttpError("404 Not Found", "There are POST /ask, POST /feedback and GET /lookalikes.")

    async def _stream(self, question: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Sends the steps as they happen. Whichever ends first, the stream or the client, ends the other."""
        if self.open_streams >= self._max_streams:
            raise HttpError("503 Service Unavailable", "Too many questions at once. Try again in a second.")
        self.open_streams += 1
        ticket = Ticket(question.session)
        sending = asyncio.ensure_future(self._send(question, ticket, writer))
        leaving = asyncio.ensure_future(_until_closed(reader))
        try:
            await asyncio.wait({sending, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self.open_streams -= 1
            ticket.cancel()
            leaving.cancel()
            sending.cancel()
            await asyncio.gather(sending, leaving, return_exceptions=True)
        if not sending.cancelled():
            sending.result()  # raises what went wrong

    async def _send(self, question: Request, ticket: Ticket, writer: asyncio.StreamWriter) -> None:
        writer.transport.set_write_buffer_limits(high=MAX_BODY)
        writer.write(_STREAM_HEAD)
        await _event(writer, "accepted", {"question": question.question})
        async for item in self._steps(question, ticket):
            if isinstance(item, Step):
                await _event(writer, "step", {"kind": item.kind, "note": item.note})
            else:
                for name, data in _answer_events(item):
                    await _event(writer, name, data)

    async def _steps(self, question: Request, ticket: Ticket) -> AsyncIterator[Step | Answer]:
        """Runs the question on a thread. A slow reader does not hold the thread up: an answer has few steps and a
        bounded number of rows, so they may wait in the queue."""
        loop = asyncio.get_running_loop()
        queue: asyncio.Queue[Step | Answer | None] = asyncio.Queue()

        def work() -> None:
            try:
                for item in self._spot.run(question, ticket):
                    loop.call_soon_threadsafe(queue.put_nowait, item)
            finally:
                loop.call_soon_threadsafe(queue.put_nowait, None)

        job = loop.run_in_executor(self._threads, work)
        try:
            while True:
                item = await queue.get()
                if item is None:
                    break
                yield item
            await job  # raises what the thread raised
        finally:
            job.cancel()  # does nothing unless it is still waiting for a thread

    def _thumb(self, question: Request, up: bool) -> bool:
        """The server remembers no answers: asking again gives the same meaning, as a rule from the cache."""
        answer = self._spot.answer(question)
        if answer.query is None:
            return False
        tenant = self._spot.permissions.user(question.user).tenant
        self.feedback.record(Thumb(tenant, question.user, question.question, answer.query, up))
        return True


def _question(body: Mapping[str, object], user: str, session: str) -> Request:
    memory = body.get("memory")
    return Request(as_text(body.get("question"), "question"), user, session, memory=as_texts(memory, "memory"))


async def _until_closed(reader: asyncio.StreamReader) -> None:
    """Ends when the client closes its side; anything it still sends is dropped."""
    while await reader.read(MAX_HEAD):
        pass


async def _event(writer: asyncio.StreamWriter, name: str, data: Mapping[str, object]) -> None:
    """Back pressure: waits for a client that reads slowly, and gives up on one that has stopped reading."""
    writer.write(f"event: {name}\ndata: {json.dumps(data)}\n\n".encode())
    await asyncio.wait_for(writer.drain(), STALLED_SECONDS)


def _answer_events(answer: Answer) -> list[tuple[str, dict[str, object]]]:
    if answer.refusal:
        refusal = answer.refusal
        return [("refused", {"code": refusal.code, "reason": refusal.reason, "suggestions": refusal.suggestions})]
    events: list[tuple[str, dict[str, object]]] = [("columns", {"columns": answer.columns})]
    for start in range(0, len(answer.rows), ROWS_PER_EVENT):
        rows = [[_json(value) for value in row] for row in answer.rows[start : start + ROWS_PER_EVENT]]
        events.append(("rows", {"rows": rows}))
    return [*events, ("answered", {"rows": len(answer.rows), "from_cache": answer.from_cache})]


def _json(value: Value) -> str | int | float | bool | None:
    """Decimals go as text: a JSON number would lose their cents to floating point."""
    return str(value) if isinstance(value, (Decimal, date)) else value


async def main(audit: TextIO) -> None:
    allow_open_files(4096)
    token = secrets.token_urlsafe(16)
    server = Server(open_spot(audit=audit), {token: "ana"})
    listening = await server.start(port=8750)
    print(f"curl -N http://127.0.0.1:8750/ask -H 'Authorization: Bearer {token}' \\", flush=True)
    print('  -d \'{"question": "revenue by region"}\'', flush=True)
    try:
        async with listening:
            await listening.serve_forever()
    finally:
        await server.close()


if __name__ == "__main__":
    with open(sys.argv[1] if len(sys.argv) > 1 else os.devnull, "a", encoding="utf-8") as audit_file:
        try:
            asyncio.run(main(audit_file))
        except KeyboardInterrupt:
            pass
