"""A process that forks conductors on order, one at a time; each injects, and dies or holds as it is told."""

import json
import os
import signal
import sys
import time
from pathlib import Path

import continuity.faults.commands as commands
import continuity.faults.files as files
import continuity.faults.obligations as disk
import continuity.faults.toxiproxy as client
from continuity.clock import SystemClock
from continuity.faults.inject import FaultSpec, Injector
from continuity.faults.means import HandOffFiles, Recipe, StubAt
from continuity.faults.obligations import ServerRef
from continuity.faults.start_guard import start_guard
from continuity.faults.wire import Wire


class Fuse:
    """Counts lines written and calls made, before and after each, and kills or stops the process at one of them."""

    def __init__(self, at, stop_at):
        self.at = at
        self.stop_at = stop_at
        self.count = 0

    def burn(self):
        self.count += 1
        if self.count == self.stop_at:
            os.kill(os.getpid(), signal.SIGSTOP)
        if self.count == self.at:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, function):
        def counted(*arguments, **more):
            self.burn()
            result = function(*arguments, **more)
            self.burn()
            return result

        return counted


def conduct(order, say):
    fuse = Fuse(order.get("die_at"), order.get("stop_at"))
    disk._write = fuse.around(disk._write)
    Wire.call = fuse.around(Wire.call)
    commands._run = fuse.around(commands._run)
    files.sync = fuse.around(files.sync)
    Path.rename = fuse.around(Path.rename)
    os.link = fuse.around(os.link)
    os.utime = fuse.around(os.utime)
    injector = Injector(Path(order["state"]), order["run"], "child@test", SystemClock(), 3600)
    guard = start_guard(Path(order["state"]), order["run"], order.get("budget", 20)) if order.get("guard") else None
    server = ServerRef(**order["server"])
    if order.get("stop_at"):
        say(guard=guard.process.pid)
    for proxy in order.get("proxies", ()):
        injector.create_proxy(proxy, "127.0.0.1:0", "127.0.0.1:9", server)
    for number, (kind, target, params, *given) in enumerate(order["faults"]):
        deadline = SystemClock().now() + order.get("deadline_ms", 60_000)
        injector.inject(FaultSpec(f"f{number}", kind, target, params, means(*given)), server, deadline)
    if order.get("heal"):
        injector.heal_all()
    say(steps=fuse.count, guard=guard.process.pid if guard else None)
    while order.get("hold"):
        time.sleep(60)


def means(given=None):
    match given:
        case {"stub": address, "upstream": upstream}:
            return StubAt(address, upstream)
        case {"folder": folder, "pattern": pattern}:
            return HandOffFiles(Path(folder), pattern)
        case {"inject": inject, "heal": heal, "check": check}:
            return Recipe(tuple(inject), tuple(heal), tuple(check), 5000)
    return None


def child(line, out):
    code = 1
    try:
        conduct(json.loads(line), lambda **told: tell(out, child=os.getpid(), **told))
        code = 0
    finally:
        os._exit(code)


def tell(out, **told):
    os.write(out, (json.dumps(told) + "\n").encode())


def main():
    client._library()
    for line in sys.stdin:
        forked = os.fork()
        if forked == 0:
            child(line, 1)
        _, status = os.waitpid(forked, 0)
        tell(1, child=forked, ended=status)


main()
