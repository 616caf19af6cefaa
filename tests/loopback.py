"""Tests open no socket but loopback: what a test would fetch from elsewhere is a fault in the test."""

import ipaddress
import socket
from typing import Any


class OutsideWorld(OSError):
    """Something under test tried to reach another machine."""

    def __init__(self, host: object) -> None:
        super().__init__(f"Tests stay on this machine; something tried to reach {host!r}.")


def keep_inside() -> None:
    """From here on, a connection or a name look-up that leaves loopback raises OutsideWorld."""
    for name in ("connect", "connect_ex"):
        setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
    socket.getaddrinfo = _guarded_lookup(socket.getaddrinfo)


def is_loopback(host: object) -> bool:
    """Names count as outside, but for localhost; so does every address that is not loopback."""
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "", "localhost"):
        return True
    try:
        return ipaddress.ip_address(str(name).partition("%")[0]).is_loopback
    except ValueError:
        return False


def _guarded(original: Any) -> Any:
    def connect(self: socket.socket, address: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not is_loopback(address[0]):
            raise OutsideWorld(address[0])
        return original(self, address)

    return connect


def _guarded_lookup(original: Any) -> Any:
    def getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        if not is_loopback(host) and not _is_address(host):
            raise OutsideWorld(host)
        return original(host, *args, **kwargs)

    return getaddrinfo


def _is_address(host: object) -> bool:
    """An address is looked up without asking anyone; connecting to it is what is guarded."""
    try:
        ipaddress.ip_address(str(host))
    except ValueError:
        return False
    return True
