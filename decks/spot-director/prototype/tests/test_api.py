"""The endpoint over real sockets on the loopback interface."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import sys
import threading
import unittest
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from agent_runtime import AgentRuntime
from api import MAX_BODY, MAX_HEAD, Server
from tests.support import fresh_spot
from tests.test_agent_runtime import EndlessWarehouse

STREAMS = 1000
PATIENCE = 60  # seconds until a test that hangs is called a failure; none of them measures time


def allow_open_files(count: int) -> None:
    """Raises this process's limit on open files, and so on connections, as far as the system lets it."""
    if sys.platform != "win32":  # Windows has no such limit
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = count if hard == resource.RLIM_INFINITY else min(count, hard)
        if soft != resource.RLIM_INFINITY and soft < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


class Client:
    """One connection. `Client.open` sends a request; the events are read one by one."""

    opened: list[Client] = []  # an object that nobody holds would close its connection

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self.opened.append(self)

    @classmethod
    async def open(cls, port: int, path: str = "/ask", token: str = "t-ana", **body: object) -> Client:
        client = cls(*await asyncio.open_connection("127.0.0.1", port))
        data = json.dumps(body).encode()
        method = "POST" if body else "GET"
        head = f"{method} {path} HTTP/1.1\r\nAuthorization: Bearer {token}\r\nContent-Length: {len(data)}\r\n\r\n"
        client.writer.write(head.encode() + data)
        return client

    @classmethod
    async def send(cls, port: int, data: bytes) -> str:
        """Sends bytes as they are; returns the status line, or nothing when the server just closes."""
        client = cls(*await asyncio.open_connection("127.0.0.1", port))
        client.writer.write(data)
        try:
            return (await client.reader.readline()).decode().strip()
        except ConnectionError:
            return ""
        finally:
            client.writer.close()

    async def status(self) -> int:
        line = await self.reader.readline()
        await self.reader.readuntil(b"\r\n\r\n")
        return int(line.split()[1])

    async def event(self) -> tuple[str, dict[str, object]]:
        """The next event; ("", {}) at the end."""
        try:
            block = (await self.reader.readuntil(b"\n\n")).decode()
        except asyncio.IncompleteReadError:
            return "", {}
        name, data = block.strip().split("\n", 1)
        return name[len("event: ") :], json.loads(data[len("data: ") :])

    async def events(self) -> list[tuple[str, dict[str, object]]]:
        found = []
        while True:
            event = await self.event()
            if not event[0]:
                self.writer.close()
                return found
            found.append(event)


@asynccontextmanager
async def serving(spot: AgentRuntime, **options: int) -> AsyncIterator[tuple[Server, int]]:
    server = Server(spot, {"t-ana": "ana", "t-gita": "gita"}, **options)
    listening = await server.start()
    try:
        yield server, listening.sockets[0].getsockname()[1]
    finally:
        listening.close()
        await server.close()
        while Client.opened:
            Client.opened.pop().writer.close()
        await asyncio.sleep(0)


async def until(condition) -> None:
    while not condition():
        await asyncio.sleep(0.01)


class Streams(unittest.TestCase):
    def run_async(self, coroutine) -> None:
        asyncio.run(asyncio.wait_for(coroutine, PATIENCE))

    def test_an_answer_arrives_step_by_step(self) -> None:
        async def check() -> None:
            async with serving(fresh_spot()) as (_, port):
                client = await Client.open(port, question="revenue by region")
                self.assertEqual(await client.status(), 200)
                events = await client.events()
                kinds = [data.get("kind") for name, data in events if name == "step"]
                self.assertEqual(events[0][0], "accepted")
                self.assertEqual(kinds[:3], ["guard", "plan", "act"])
                self.assertEqual([name for name, _ in events if name != "step"], ["accepted", "answered"])

        self.run_async(check())

    def test_a_thousand_streams_are_open_at_once_and_all_are_answered(self) -> None:
        """The joystick holds them: all are open and none is done until `resume`."""
        allow_open_files(2 * STREAMS + 200)

        async def check() -> None:
            spot = fresh_spot()
            spot.control.pause()
            async with serving(spot) as (server, port):
                users = ["ana" if i % 2 else "gita" for i in range(STREAMS)]
                clients = []
                for user in users:
                    client = await Client.open(port, token=f"t-{user}", question="revenue by region")
                    clients.append(client)
                for client in clients:
                    self.assertEqual(await client.status(), 200)
                    self.assertEqual((await client.event())[0], "accepted")
                self.assertEqual(server.open_streams, STREAMS)
                spot.control.resume()
                answers = await asyncio.gather(*(client.events() for client in clients))
                results = {user: set() for user in users}
                for user, events in zip(users, answers):
                    self.assertEqual(events[-1][0], "answered")
                    results[user].add(json.dumps(events[-1][1]["rows"]))
                self.assertEqual([len(rows) for rows in results.values()], [1, 1])
                self.assertNotEqual(results["ana"], results["gita"])
                await until(lambda: server.open_streams == 0)

        self.run_async(check())

    def test_a_client_that_leaves_cancels_its_query(self) -> None:
        async def check() -> None:
            started = threading.Event()
            spot = fresh_spot()
            spot = dataclasses.replace(spot, warehouse=EndlessWarehouse(spot.warehouse, started))
            async with serving(spot, threads=1) as (server, port):
                client = await Client.open(port, question="revenue by region")
                await until(started.is_set)
                client.writer.close()
                await until(lambda: [entry["outcome"] for entry in spot.control.audit()] == ["cancelled"])
                self.assertEqual(server.open_streams, 0)

        self.run_async(check())

    def test_a_client_that_leaves_while_waiting_for_a_thread_never_runs(self) -> None:
        async def check() -> None:
            started = threading.Event()
            spot = fresh_spot()
            spot = dataclasses.replace(spot, warehouse=EndlessWarehouse(spot.warehouse, started))
            async with serving(spot, threads=1) as (server, port):
                await Client.open(port, question="revenue by region")
                await until(started.is_set)
                second = await Client.open(port, question="cost by region")
                await second.status()
                second.writer.close()
                await until(lambda: server.open_streams == 1)
                spot.control.kill()
                await until(lambda: server.open_streams == 0)
                self.assertEqual([entry["question"] for entry in spot.control.audit()], ["revenue by region"])

        self.run_async(check())

    def test_a_client_that_does_not_read_holds_nobody_up(self) -> None:
        async def check() -> None:
            async with serving(fresh_spot(), threads=1) as (_, port):
                lazy = [await Client.open(port, question="customers count by customer") for _ in range(5)]
                client = await Client.open(port, question="revenue")
                await client.status()
                self.assertEqual((await client.events())[-1][0], "answered")
                for other in lazy:
                    await other.status()
                    self.assertEqual((await other.events())[-1][0], "answered")

        self.run_async(check())

    def test_the_kill_switch_ends_every_stream_with_its_reason(self) -> None:
        async def check() -> None:
            spot = fresh_spot()
            spot.control.pause()
            async with serving(spot) as (_, port):
                clients = [await Client.open(port, question="revenue") for _ in range(20)]
                for client in clients:
                    await client.status()
                spot.control.kill()
                for client in clients:
                    name, data = (await client.events())[-1]
                    self.assertEqual((name, data["code"]), ("refused", "killed"))

        self.run_async(check())

    def test_more_streams_than_allowed_are_turned_away(self) -> None:
        async def check() -> None:
            spot = fresh_spot()
            spot.control.pause()
            async with serving(spot, max_streams=2) as (server, port):
                clients = [await Client.open(port, question="revenue") for _ in range(2)]
                self.assertEqual([await client.status() for client in clients], [200, 200])
                self.assertEqual(await (await Client.open(port, question="revenue")).status(), 503)
                self.assertEqual(server.open_streams, 2)

        self.run_async(check())


class Requests(unittest.TestCase):
    def run_async(self, coroutine) -> None:
        asyncio.run(asyncio.wait_for(coroutine, PATIENCE))

    def test_the_user_is_the_tokens_whatever_the_body_says(self) -> None:
        async def check() -> None:
            async with serving(fresh_spot()) as (_, port):
                client = await Client.open(
                    port, token="t-gita", question="revenue by region", user="ana", tenant="acme"
                )
                await client.status()
                _, answered = (await client.events())[-1]
                self.assertIn("EMEA", [row[0] for row in answered["rows"]])
                self.assertEqual(await (await Client.open(port, token="guess", question="revenue")).status(), 401)

        self.run_async(check())

    def test_memory_travels_with_the_request(self) -> None:
        async def check() -> None:
            async with serving(fresh_spot()) as (_, port):
                client = await Client.open(port, question="and by channel", memory=["revenue in 2025"])
                await client.status()
                _, answered = (await client.events())[-1]
                self.assertEqual(answered["columns"], ["channel", "revenue"])

        self.run_async(check())

    def test_a_thumb_is_kept_with_what_the_question_meant(self) -> None:
        async def check() -> None:
            async with serving(fresh_spot()) as (server, port):
                self.assertEqual(
                    await (await Client.open(port, "/feedback", question="turnover", up=False)).status(), 200
                )
                self.assertEqual([thumb.question for thumb in server.feedback.for_review("acme")], ["turnover"])
                self.assertEqual(await (await Client.open(port, "/feedback", question="churn", up=False)).status(), 409)
                self.assertEqual(
                    await (await Client.open(port, "/feedback", question="turnover", up="no")).status(), 400
                )

        self.run_async(check())

    def test_heavy_python_runs_in_a_process(self) -> None:
        async def check() -> None:
            async with serving(fresh_spot()) as (_, port):
                self.assertEqual(await (await Client.open(port, "/lookalikes")).status(), 200)

        self.run_async(check())

    def test_whatever_is_sent_gets_an_answer_or_is_closed(self) -> None:
        auth = b"Authorization: Bearer t-ana\r\n"
        deep = b"[" * 20_000
        cases = {
            b"GARBAGE\r\n\r\n": "400",
            b"POST /ask HTTP/1.1\r\nno colon\r\n\r\n": "401",
            b"POST /ask HTTP/1.1\r\nContent-Length: -1\r\n\r\n": "413",
            b"POST /ask HTTP/1.1\r\nContent-Length: \xb2\r\n\r\n": "400",
            b"POST /ask HTTP/1.1\r\n" + auth + b"Transfer-Encoding: chunked\r\n\r\n5\r\n": "400",
            b"POST /ask HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % (MAX_BODY + 1): "413",
            b"POST /ask HTTP/1.1\r\nContent-Length: " + b"9" * 500 + b"\r\n\r\n": "413",
            b"POST /ask HTTP/1.1\r\nX: " + b"x" * MAX_HEAD + b"\r\n\r\n": "431",
            b"x" * (2 * MAX_HEAD): "431",
            b"POST /ask HTTP/1.1\r\nContent-Length: 20000\r\n\r\n" + deep: "400",
            b"POST /ask HTTP/1.1\r\nContent-Length: 2\r\n\r\n[]": "400",
            b"POST /ask HTTP/1.1\r\n\r\n": "401",
            b"POST /ask HTTP/1.1\r\n" + auth + b"\r\n": "400",
            b"POST /ask HTTP/1.1\r\n" + auth + b'Content-Length: 15\r\n\r\n{"question": 1}': "400",
            b"GET /etc/passwd HTTP/1.1\r\n" + auth + b"\r\n": "404",
        }

        async def check() -> None:
            async with serving(fresh_spot()) as (_, port):
                for data, status in cases.items():
                    line = await Client.send(port, data)
                    self.assertEqual(line.split(" ")[1:2], [status], data[:60])
                client = await Client.open(port, question="revenue for \ud800")
                self.assertEqual(await client.status(), 200)
                self.assertEqual((await client.events())[-1][0], "refused")

        self.run_async(check())


if __name__ == "__main__":
    unittest.main()
