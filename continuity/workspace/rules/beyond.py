"""Faults beyond TCP: what HTTP answers, hand-off files and commands need at the place of a point."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from continuity.plan import Drill, Environment, Organisation, PhaseFault, Place, Scenario
from continuity.workspace.document import pointer
from continuity.workspace.draft import Draft, Written
from continuity.workspace.findings import Finding, one_of

_LOOPBACK = ("127.", "localhost", "::1")


def rule(draft: Draft) -> Iterator[Finding]:
    """Folders, certificates, commands, and where a stub can be reached."""
    written = draft.organisation
    if written is None:
        return
    yield from _places(written)
    for drill in draft.drills.values():
        scenario = draft.scenarios.get(drill.value.scenario)
        if scenario is not None:
            yield from _faults(drill, written.value, scenario.value)


def _places(written: Written[Organisation]) -> Iterator[Finding]:
    environments = {environment.id: environment for environment in written.value.environments}
    for number, point in enumerate(written.value.points):
        for name, place in point.places.items():
            at = pointer("points", number, "places", name)
            if name in environments:
                yield from _folder(written, at, place, environments[name])
            tls = place.proxy.tls if place.proxy else None
            if tls and bool(tls.certificate) != bool(tls.key):
                message = "a certificate is of use only with its key"
                yield written.error(f"{at}/proxy/tls", "proxy-tls-half", message, "Write both, or neither.")
            for probe_number, probe in enumerate(place.probes):
                if probe.file is not None and (probe.path is not None or probe.url is not None):
                    message = f"the probe {probe.id!r} looks at a file and asks an address"
                    where = f"{at}/probes/{probe_number}"
                    yield written.error(where, "probe-two-ways", message, "Make two probes of it.")


def _folder(written: Written[Organisation], at: str, place: Place, environment: Environment) -> Iterator[Finding]:
    if place.files is None:
        return
    folder = PurePosixPath(place.files.folder)
    marked = [PurePosixPath(each) for each in environment.test_folders]
    if ".." in folder.parts or not any(each == folder or each in folder.parents for each in marked):
        message = f"{place.files.folder!r} is in no test folder of {environment.id!r}"
        hint = "List it under test_folders: of the environment, if files may be spoilt there."
        yield written.error(f"{at}/files/folder", "file-not-test", message, hint)


def _faults(written: Written[Drill], organisation: Organisation, scenario: Scenario) -> Iterator[Finding]:
    drill = written.value
    environment = next((each for each in organisation.environments if each.id == drill.environment), None)
    points = {point.id: point for point in organisation.points}
    told: set[tuple[str, str]] = set()
    for phase in scenario.phases:
        for fault in phase.faults:
            point = points.get(drill.binds.get(fault.at, ""))
            if environment is None or point is None:
                continue
            place = point.places.get(drill.environment, Place())
            for found in _fault(written, fault, place, environment, organisation):
                if (fault.at, found.code) not in told:
                    told.add((fault.at, found.code))
                    yield found


def _fault(
    written: Written[Drill], fault: PhaseFault, place: Place, environment: Environment, organisation: Organisation
) -> Iterator[Finding]:
    at = pointer("binds", fault.at)
    where = f"{written.value.binds[fault.at]!r} in the environment {environment.id!r}"
    if fault.kind == "http":
        yield from _http(written, at, where, place, environment, organisation)
    if fault.kind == "file" and place.files is None:
        message = f"a hand-off file is spoilt there, and {where} has none"
        yield written.error(at, "fault-no-files", message, "Write files: at that place of the point.")
    recipes = {"command": ("commands", place.commands), "chaostoolkit": ("chaos", place.chaos)}.get(fault.kind)
    if recipes and fault.params.get("run") not in recipes[1]:
        message = f"{where} has no {fault.params.get('run')!r} under {recipes[0]}"
        hint = one_of(list(recipes[1])) or f"Write {recipes[0]}: at that place of the point."
        yield written.error(at, "fault-no-command", message, hint)


def _http(
    written: Written[Drill], at: str, where: str, place: Place, environment: Environment, organisation: Organisation
) -> Iterator[Finding]:
    tls = place.proxy.tls if place.proxy else None
    if tls and not (tls.certificate and tls.key):
        message = f"{where} speaks TLS, and no certificate is named with which a stub could answer"
        yield written.error(at, "fault-no-certificate", message, "Write certificate: and key: under tls: of its proxy.")
    url = next((server.url for server in organisation.servers if server.id == environment.server), None)
    host = urlsplit(url).hostname or "" if url else "localhost"
    if not host.startswith(_LOOPBACK) and environment.stub_host.startswith(_LOOPBACK):
        message = f"the Toxiproxy server at {host} cannot reach a stub at {environment.stub_host}"
        hint = "Write stub_host: in the environment, the address of this machine as that server sees it."
        yield written.error(at, "fault-no-way-back", message, hint)
