"""Metrics in the text format of Prometheus 0.0.4, with the names and labels of the original."""

from __future__ import annotations

import contextlib
import os
import resource
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path as FilePath

from continuity.embedded.link.view import Bytes
from continuity.embedded.traffic import Path

__all__ = ["METRICS_TYPE", "handler_metrics", "proxy_metrics", "runtime_metrics"]

METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8; escaping=underscores"

_STARTED = time.time()
_HANDLER = "promhttp_metric_handler_errors_total"
_READERS: Mapping[str, Callable[[Bytes], int]] = {
    "received": lambda count: count.received,
    "sent": lambda count: count.sent,
}


def proxy_metrics(sums: Mapping[Path, Bytes]) -> str:
    """The bytes of each path; unlike the original's they grow while a connection is open."""
    text = ""
    for what, read in _READERS.items():
        name = f"toxiproxy_proxy_{what}_bytes_total"
        lines = sorted(f"{name}{{{_labels(path)}}} {_number(read(count))}\n" for path, count in sums.items())
        if lines:
            text += f"# HELP {name} \n# TYPE {name} counter\n" + "".join(lines)
    return text


def handler_metrics() -> str:
    """What the original's library adds about itself: it has met no errors."""
    text = "Total number of internal errors encountered by the promhttp metric handler."
    lines = "".join(f'{_HANDLER}{{cause="{cause}"}} 0\n' for cause in ("encoding", "gathering"))
    return f"# HELP {_HANDLER} {text}\n# TYPE {_HANDLER} counter\n{lines}"


def runtime_metrics() -> str:
    """What the process uses; the original adds figures of its own language's runtime."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    found: list[tuple[str, str, str, float]] = [
        ("cpu_seconds_total", "counter", "Total user and system CPU time spent in seconds.", _cpu(used)),
        ("max_fds", "gauge", "Maximum number of open file descriptors.", most),
    ]
    with contextlib.suppress(OSError):
        count = len(os.listdir("/proc/self/fd" if sys.platform == "linux" else "/dev/fd"))
        found.append(("open_fds", "gauge", "Number of open file descriptors.", count))
    with contextlib.suppress(OSError, ValueError):
        virtual, resident = (int(pages) for pages in FilePath("/proc/self/statm").read_text().split()[:2])
        page = os.sysconf("SC_PAGE_SIZE")
        found.append(("resident_memory_bytes", "gauge", "Resident memory size in bytes.", resident * page))
        found.append(("virtual_memory_bytes", "gauge", "Virtual memory size in bytes.", virtual * page))
    found.append(("start_time_seconds", "gauge", "Start time of the process since unix epoch in seconds.", _STARTED))
    return "".join(
        f"# HELP process_{name} {help_text}\n# TYPE process_{name} {kind}\nprocess_{name} {_number(value)}\n"
        for name, kind, help_text, value in sorted(found)
    )


def _cpu(used: resource.struct_rusage) -> float:
    return round(used.ru_utime + used.ru_stime, 2)


def _labels(path: Path) -> str:
    labels = {
        "direction": path.stream.value,
        "listener": path.listener,
        "proxy": path.proxy,
        "upstream": path.upstream,
    }
    return ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items())


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"')


def _number(value: float) -> str:
    """Write a number in its shortest form; from a million up with an exponent, as Prometheus' own library does."""
    plain = repr(float(value)).removesuffix(".0")
    if value < 1_000_000 or "e" in plain:
        return plain
    whole, _, rest = plain.partition(".")
    digits = (whole + rest).rstrip("0")
    return f"{digits[0]}{'.' if digits[1:] else ''}{digits[1:]}e+{len(whole) - 1:02d}"
