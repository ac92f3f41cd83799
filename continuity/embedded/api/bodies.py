"""From the bodies of requests to values."""

from __future__ import annotations

from dataclasses import dataclass, replace

from continuity.embedded.api.fields import Fields, kind_of
from continuity.embedded.api.lease_body import read_lease
from continuity.embedded.json_read import Json, Object, read_json
from continuity.embedded.lease import Wish
from continuity.embedded.problem import ApiProblem, Fault, bad_body
from continuity.embedded.proxies import Wanted
from continuity.embedded.proxy import Change
from continuity.embedded.toxic import Stream, Toxic
from continuity.embedded.toxics import KINDS, Kind

__all__ = ["NewToxic", "Update", "read_change", "read_new_toxic", "read_population", "read_toxic_update", "read_wanted"]

_ENTRY = 'struct { toxiproxy.Proxy; Enabled *bool "json:\\"enabled\\"" }'
_UPDATE = 'struct { Attributes interface {} "json:\\"attributes\\""; Toxicity float32 "json:\\"toxicity\\"" }'

_LOGGER = "zerolog.Logger"
"""The original shows this field by mistake, and takes it back."""


def read_wanted(body: bytes) -> Wanted:
    """Read the body of ``POST /proxies``; raises ``ApiProblem`` (400)."""
    return _checked(_wanted(Fields(read_json(body), "Proxy", "toxiproxy.Proxy"), "Proxy"), "")


def read_change(body: bytes) -> Change:
    """Read the body of ``PATCH /proxies/{proxy}``."""
    found = Fields(read_json(body), "Proxy", "toxiproxy.Proxy")
    change = Change(found.text("listen"), found.text("upstream"), found.flag("enabled"))
    found.text("name")
    found.passed_over("Logger", _LOGGER)
    found.check()
    return change


def read_population(body: bytes) -> list[Wanted]:
    """Read the body of ``POST /populate`` or a config file: every entry is checked before any is used."""
    value = read_json(body)
    if value is None:
        return []
    if not isinstance(value, list):
        raise bad_body(f"json: cannot unmarshal {kind_of(value)} into Go value of type []{_ENTRY}")
    entries = [_wanted(Fields(entry, ".Proxy", _ENTRY), "") for entry in value]
    return [_checked(entry, f" at proxy {number}") for number, entry in enumerate(entries, 1)]


def _wanted(found: Fields, owner: str) -> Wanted:
    name, upstream = found.text("name") or "", found.text("upstream") or ""
    listen, enabled = found.text("listen") or "", found.flag("enabled", owner) is not False
    found.passed_over("Logger", _LOGGER)
    found.check()
    return Wanted(name, upstream, listen, enabled)


def _checked(wanted: Wanted, place: str) -> Wanted:
    if not wanted.name:
        raise ApiProblem.of(Fault.NO_NAME, place)
    if not wanted.upstream:
        raise ApiProblem.of(Fault.NO_UPSTREAM, place)
    return wanted


@dataclass(frozen=True, slots=True)
class NewToxic:
    """A toxic asked for: its kind and direction are known good, its attributes not yet looked at."""

    name: str
    kind: Kind
    stream: Stream
    stream_text: str
    toxicity: float
    attributes: Object | None
    lease: Wish | None

    def build(self) -> Toxic:
        """Look at the attributes; raises ``ApiProblem`` (400)."""
        behaviour = self.kind.make(**_attributes(self.kind, self.attributes))
        return Toxic(self.name, self.kind, self.stream, self.stream_text, self.toxicity, behaviour)


def read_new_toxic(body: bytes) -> NewToxic:
    """Read the body of ``POST /proxies/{proxy}/toxics``, but for the attributes."""
    found = Fields(read_json(body), "ToxicWrapper", "toxics.ToxicWrapper")
    name, type_name, stream = found.text("name"), found.text("type"), found.text("stream")
    toxicity, attributes = found.share("toxicity"), found.inner("attributes", "NoopToxic")
    found.check()
    lease = read_lease(found)
    stream = "downstream" if stream is None else stream
    direction = next((one for one in Stream if one.value == stream.lower()), None)
    if direction is None:
        raise ApiProblem.of(Fault.INVALID_STREAM)
    kind = next((one for one in KINDS if one.name == type_name), None)
    if kind is None:
        raise ApiProblem.of(Fault.INVALID_TYPE)
    name = name or f"{kind.name}_{stream}"
    return NewToxic(name, kind, direction, stream, 1.0 if toxicity is None else toxicity, attributes, lease)


@dataclass(frozen=True, slots=True)
class Update:
    """A toxic as it is to be; None where only the lease is renewed, which disturbs no connection."""

    toxic: Toxic | None
    lease: Wish | None


def read_toxic_update(body: bytes, toxic: Toxic) -> Update:
    """Read the body of ``PATCH …/toxics/{toxic}``: all of it holds, or nothing is changed."""
    found = Fields(read_json(body), "", _UPDATE)
    toxicity, attributes = found.share("toxicity"), found.inner("attributes", toxic.kind.label)
    found.check()
    lease = read_lease(found)
    if lease is not None and toxicity is None and attributes is None:
        return Update(None, lease)
    values = toxic.kind.values(toxic.behaviour) | _attributes(toxic.kind, attributes)
    behaviour = toxic.kind.make(**values)
    changed = replace(toxic, behaviour=behaviour, toxicity=toxic.toxicity if toxicity is None else toxicity)
    return Update(changed, lease)


def _attributes(kind: Kind, given: Json) -> dict[str, int]:
    found = Fields(given, f"{kind.label}.attributes", f"toxics.{kind.label}")
    values = {name: found.whole(name, kind.integer) for name in kind.attributes}
    found.check()
    return {name: value for name, value in values.items() if value is not None}
