"""``continuity`` with a fuse: the process hurts itself at a moment that was asked for, to the instruction.

``FUSE`` in the environment is JSON: ``signals`` to send itself one after another, ``at`` a label with the time that it
comes up (``["before journal fault.injected", 1]``), ``guard`` whether one is started, ``grace_ms`` after a fault's end,
``tell`` a file that hears each label as it comes up.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import continuity.conductor.conductor as loop
import continuity.conductor.fault_keeper as keeper
import continuity.conductor.world as world
import continuity.faults.heal as healing
import continuity.faults.obligations as disk
from continuity.cli import running
from continuity.cli.main import main
from continuity.desk.desk import Desk
from continuity.faults.inject import Injector
from continuity.faults.wire import Wire

ORDER: dict[str, Any] = json.loads(os.environ["FUSE"])
HERE = os.getpid()


class Fuse:
    """Counts how often each label came up, and burns at the one asked for."""

    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()

    def comes(self, label: str) -> None:
        if os.getpid() != HERE:
            return
        self.seen[label] += 1
        if ORDER.get("tell"):
            with open(ORDER["tell"], "a") as file:
                file.write(json.dumps([label, self.seen[label]]) + "\n")
        if [label, self.seen[label]] == ORDER.get("at"):
            for name in ORDER["signals"]:
                os.kill(HERE, getattr(signal, name))
                # Each is taken up before the next one comes, as from a person's hand.
                time.sleep(0.1)


FUSE = Fuse()


def around(function: Callable[..., Any], name: Callable[..., str]) -> Callable[..., Any]:
    def fused(*arguments: Any, **more: Any) -> Any:
        label = name(*arguments, **more)
        FUSE.comes(f"before {label}")
        result = function(*arguments, **more)
        FUSE.comes(f"after {label}")
        return result

    return fused


def kinds(_: Desk, bodies: Sequence[Any], *rest: Any, **more: Any) -> str:
    return "journal " + " ".join(body.KIND for body in bodies)


def fact(_: int, data: bytes) -> str:
    record = json.loads(data.strip() or b"{}")
    return f"obligation {record.get('what', 'promise')}"


class NoGuard:
    """What a run takes for its guard when there is to be none."""

    alive = True

    def nudge(self) -> None:
        pass

    def close(self) -> None:
        pass


Desk.record = around(Desk.record, kinds)  # type: ignore[method-assign]
disk._write = around(disk._write, fact)
Injector.inject = around(Injector.inject, lambda *_, **__: "inject")  # type: ignore[method-assign]
Injector.heal = around(Injector.heal, lambda *_, **__: "heal")  # type: ignore[method-assign]
Wire.call = around(Wire.call, lambda _, method, path, *__: f"call {method}")  # type: ignore[method-assign]
loop.Conductor._prove = around(loop.Conductor._prove, lambda *_: "verify")  # type: ignore[method-assign]
running.end = around(running.end, lambda *_: "report")
keeper._GRACE_MS = ORDER.get("grace_ms", keeper._GRACE_MS)
if not ORDER.get("guard", True):
    world.start_guard = lambda *_: NoGuard()  # type: ignore[assignment]
assert healing.note is disk.note

sys.exit(main())
