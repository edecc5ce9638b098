"""Readers who mean no good, each with one connection at a time: they take what the server gives, and come again."""

import asyncio
import random
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

Talk = Callable[[socket.socket], Awaitable[None]]
HEAD = "{method} {path} HTTP/1.1\r\nHost: localhost\r\n"


@dataclass(frozen=True, slots=True)
class Attack:
    """So many of them at once. ``talk`` gets a connected socket and ends when the server has had enough."""

    name: str
    amount: int
    talk: Talk


async def until_closed(connection: socket.socket) -> None:
    """Read whatever comes, until the end."""
    loop = asyncio.get_running_loop()
    while await loop.sock_recv(connection, 65_536):
        pass


async def silent(connection: socket.socket) -> None:
    await until_closed(connection)


def slow_body(path: str) -> Talk:
    """Two bytes of a hundred thousand."""
    words = (
        HEAD.format(method="POST", path=path)
        + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n\r\nab"
    )

    async def talk(connection: socket.socket) -> None:
        await asyncio.get_running_loop().sock_sendall(connection, words.encode())
        await until_closed(connection)

    return talk


def slow_head(path: str) -> Talk:
    """A line of a head each second, and never the last one."""

    async def talk(connection: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(connection, HEAD.format(method="GET", path=path).encode())
        while True:
            await asyncio.sleep(1)
            await loop.sock_sendall(connection, b"X-More: and more\r\n")

    return talk


def slow_reader(path: str) -> Talk:
    """Asks for the page a hundred times and takes nothing of it."""
    words = (HEAD.format(method="GET", path=path) + "\r\n") * 100

    async def talk(connection: socket.socket) -> None:
        await asyncio.get_running_loop().sock_sendall(connection, words.encode())
        while True:
            await asyncio.sleep(1)
            await asyncio.get_running_loop().sock_sendall(connection, b"G")  # else it never hears that it was let go

    return talk


async def _again_and_again(attack: Attack, port: int) -> None:
    await asyncio.sleep(random.random())  # noqa: S311 - so that they do not come in step
    while True:
        with socket.socket() as connection:
            connection.settimeout(0)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            try:
                await asyncio.get_running_loop().sock_connect(connection, ("127.0.0.1", port))
                await attack.talk(connection)
            except OSError:
                await asyncio.sleep(0.2)


async def _all(attack: Attack, port: int) -> None:
    await asyncio.gather(*(_again_and_again(attack, port) for _ in range(attack.amount)))


def attack_for_ever(attack: Attack, port: int) -> None:
    """In a process of its own, until it is killed."""
    asyncio.run(_all(attack, port))
