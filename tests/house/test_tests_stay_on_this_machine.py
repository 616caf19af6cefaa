"""The guard of tests/loopback.py itself."""

import socket

import pytest

from tests.loopback import OutsideWorld, is_loopback


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost", "", None, b"::1"])
def test_loopback_is_inside(host: object) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host", ["192.0.2.1", "example.org", "2001:db8::1", "0.0.0.0", b"10.0.0.1"]
)
def test_everything_else_is_outside(host: object) -> None:
    assert not is_loopback(host)


def test_a_connection_to_another_machine_is_stopped() -> None:
    with socket.socket() as out, pytest.raises(OutsideWorld, match=r"192\.0\.2\.1"):
        out.connect(("192.0.2.1", 80))


def test_a_name_is_not_looked_up() -> None:
    with pytest.raises(OutsideWorld, match="example"):
        socket.create_connection(("example.org", 80), timeout=1)


def test_loopback_works() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=5).close()
