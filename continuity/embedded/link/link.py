"""A link: one direction of a connection, from the socket that is read, through the chain, to the socket written."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from continuity.embedded.link.chance import Source
from continuity.embedded.link.chunk import End, chunks_of
from continuity.embedded.link.endpoint import Endpoint
from continuity.embedded.link.stage import Sink, Stage
from continuity.embedded.link.view import Touched
from continuity.embedded.toxic import Stream, Toxic
from continuity.embedded.toxics.behaviour import CutsWhenRemoved

__all__ = ["Link"]

_REMEMBERED = 20


class Link:
    """Keeps the stages of a direction in the chain's order; those that do not hit this connection are left out.

    ``chance`` gives a toxic's source of chance on this connection and direction.
    """

    def __init__(
        self,
        stream: Stream,
        source: Endpoint,
        sink: Endpoint,
        loop: asyncio.AbstractEventLoop,
        chance: Callable[[Stream, str], Source],
    ) -> None:
        self._stream = stream
        self._source = source
        self._sink = sink
        self._loop = loop
        self._chance = chance
        self._stages: list[Stage] = []
        self._taken_out: tuple[Touched, ...] = ()
        self._first: Sink = sink
        self._rewire()

    def open(self, toxics: Sequence[Toxic]) -> None:
        """Put the chain in place and let it work."""
        for toxic in toxics:
            self.add(toxic)

    def feed(self, data: memoryview) -> None:
        """Take what the source sent."""
        if self._first is self._sink:
            self._sink.write(data)
        else:
            for chunk in chunks_of(data, self._loop.time()):
                self._first.push(chunk)
        if self._first.full:
            self._source.hold()

    def end(self, how: End) -> None:
        """Hear that the source has finished."""
        self._first.push(how)

    def add(self, toxic: Toxic) -> None:
        """Put a toxic at the end of the chain; it acts from now on."""
        stage = Stage(toxic, self._chance(self._stream, toxic.name), self._loop)
        self._stages.append(stage)
        self._rewire()
        stage.start()

    def halt(self, name: str) -> asyncio.Task[None] | None:
        """Interrupt the stage of that name before a change; give what ends when it has let go of what it holds."""
        stage = self._stage(name)
        return None if stage is None else stage.halt()

    def update(self, toxic: Toxic) -> None:
        """Give the halted stage of that name new values."""
        stage = self._stage(toxic.name)
        if stage is None:
            return
        stage.toxic = toxic
        if not stage.active:
            stage.flush()
        self._rewire()
        stage.start()

    def remove(self, toxic: Toxic) -> None:
        """Take a halted stage out; what it holds goes on at once, or the connection ends if it cannot."""
        stage = self._stage(toxic.name)
        if stage is None:
            return
        if isinstance(toxic.behaviour, CutsWhenRemoved):
            stage.close(toxic.behaviour.removal)
        stage.flush()
        self._stages.remove(stage)
        if stage.hit:
            self._taken_out = (*self._taken_out, self._touched_by(stage))[-_REMEMBERED:]
        self._rewire()

    def touched(self) -> tuple[Touched, ...]:
        """Tell of the toxics that hit the connection in this direction, also of the last ones that were taken out."""
        return (*self._taken_out, *(self._touched_by(stage) for stage in self._stages if stage.hit))

    def stop(self) -> None:
        """End all work: the connection is gone."""
        for stage in self._stages:
            stage.interrupt()

    def _touched_by(self, stage: Stage) -> Touched:
        return Touched(stage.toxic.name, self._stream, stage.taken, stage.cut)

    def _stage(self, name: str) -> Stage | None:
        return next((stage for stage in self._stages if stage.toxic.name == name), None)

    def _rewire(self) -> None:
        """Join the stages that are at work; every one looks again whether it may go on."""
        following: Sink = self._sink
        for stage in reversed(self._stages):
            stage.next = following
            if stage.active:
                following.on_room = stage.room
                following = stage
        self._first = following
        following.on_room = self._source.go_on
        for stage in self._stages:
            stage.room()
        if self._first.full:
            self._source.hold()
        else:
            self._source.go_on()
