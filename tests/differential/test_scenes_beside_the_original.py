"""Each scene is played on both servers: they show the same, or the page about the server says that they do not."""

from __future__ import annotations

from pathlib import Path

import pytest
from scenes import SCENES, Scene
from servers import clear
from toxiproxy_wire import Api, Upstream

PAGE = " ".join((Path(__file__).parents[2] / "docs" / "toxiproxy.md").read_text("utf-8").split())


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_what_both_sides_see_is_the_same_or_documented(scene: Scene, apis: dict[str, Api], upstream: Upstream) -> None:
    seen = {}
    for name, api in apis.items():
        seen[name] = scene.play(api, upstream)
        clear(api)
    if scene.differs:
        assert scene.differs in PAGE
        assert seen["embedded"] == scene.ours
        assert seen["original"] != seen["embedded"], "no difference any more: take it off the page"
    else:
        assert seen["original"] == seen["embedded"]
