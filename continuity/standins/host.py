"""The stand-ins that one process hosts: their services, each behind its own socket."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from threading import Thread

from continuity.clock import Clock
from continuity.standins.crm.service import crm
from continuity.standins.order_entry.service import order_entry
from continuity.standins.ports import listen
from continuity.standins.receivers.accounting import accounting
from continuity.standins.receivers.shipping import shipping
from continuity.standins.server import Server
from continuity.standins.service import Service
from continuity.standins.status_page.service import status_page

__all__ = ["KINDS", "Host"]

KINDS: Mapping[str, Callable[[Path, Clock], Service]] = {
    "order-entry": order_entry,
    "crm": crm,
    "status-page": status_page,
    "accounting": accounting,
    "shipping": shipping,
}
"""Every stand-in by its name; a new one is one entry here and one file."""


class Host:
    """Starts on construction: when it exists, every port listens and every store is open."""

    def __init__(self, folder: Path, names: Sequence[str], clock: Clock, tls: ssl.SSLContext | None = None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        sockets = listen(folder, names)
        self.ports = {name: listening.getsockname()[1] for name, listening in sockets.items()}
        self._services = self._open(folder, sockets, clock)
        self._servers = [Server(service, sockets[service.name], tls) for service in self._services]
        for server in self._servers:
            Thread(target=server.serve_forever, args=(0.1,), daemon=True).start()

    def close(self) -> None:
        """Stop listening, then let go of threads and stores."""
        shutting = [Thread(target=server.shutdown) for server in self._servers]
        for thread in shutting:
            thread.start()
        for thread, server in zip(shutting, self._servers, strict=True):
            thread.join()
            server.server_close()
        for service in self._services:
            service.close()

    @staticmethod
    def _open(folder: Path, sockets: Mapping[str, socket.socket], clock: Clock) -> list[Service]:
        services: list[Service] = []
        try:
            for name in sockets:
                services.append(KINDS[name](folder, clock))
        except BaseException:
            for service in services:
                service.close()
            for listening in sockets.values():
                listening.close()
            raise
        return services
