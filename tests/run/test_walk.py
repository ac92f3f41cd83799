from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from run_plans import plan, step
from run_stories import Story, story

from continuity.events import lifecycle
from continuity.events.steps import StepReady
from continuity.plan import FrozenPlan
from continuity.run import commands as ask
from continuity.run.state import RunState
from continuity.run.steps import StepStatus, outline, static_key


def told(*steps: dict[str, Any], **more: Any) -> Story:
    return story(plan(steps, **more))


def scope(*options: str) -> dict[str, Any]:
    field = {"id": "scope", "label": "Scope", "type": "choice", "options": list(options)}
    return step("declare", inputs=[field])


def decide(on: str, **cases: list[Any]) -> dict[str, Any]:
    return {"id": "way", "decide": on, "cases": cases}


def rounds(*steps: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": "rounds", "repeat_until": "restored", "every": "15m", "steps": list(steps), **more}


# Lanes


def test_lanes_run_side_by_side_and_join() -> None:
    lanes = {"a": [step("a1"), step("a2")], "b": [step("b1")]}
    run = told({"id": "both", "lanes": lanes}, step("last"))
    assert run.open() == ["both/a1", "both/b1"]
    assert run.finish("both/a1").open() == ["both/b1", "both/a2"]
    assert run.finish("both/a2").open() == ["both/b1"]
    assert run.finish("both/b1").open() == ["last"]


# Decisions


def test_a_decision_takes_the_case_that_the_answer_names() -> None:
    run = told(scope("all", "slow"), decide("declare.scope", all=[step("stop")], slow=[step("wait")]), step("last"))
    assert run.finish("declare", scope="slow").open() == ["way/wait"]
    assert run.run.step("way/stop") is None
    assert run.finish("way/wait").open() == ["last"]


def test_an_answer_without_a_case_takes_the_default_or_goes_on_below() -> None:
    run = told(scope("all", "slow"), decide("declare.scope", all=[step("stop")], default=[step("note")]), step("last"))
    assert run.finish("declare", scope="slow").open() == ["way/note"]
    run = told(scope("all", "slow"), decide("declare.scope", all=[step("stop")]), step("last"))
    assert run.finish("declare", scope="slow").open() == ["last"]


def test_a_question_that_was_skipped_takes_the_default() -> None:
    run = told(scope("all"), decide("declare.scope", all=[step("stop")], default=[step("note")]))
    run.ask(ask.Skip("declare", "nobody there"), "ines")
    assert run.open() == ["way/note"]


def test_a_decision_finds_its_question_in_its_own_list_first_and_then_around_it() -> None:
    inner = {"id": "both", "lanes": {"a": [scope("all", "slow"), decide("declare.scope", slow=[step("wait")])]}}
    run = told(scope("all", "slow"), inner).finish("declare", scope="all")
    assert run.finish("both/declare", scope="slow").open() == ["both/way/wait"]
    inner = {"id": "both", "lanes": {"a": [decide("declare.scope", slow=[step("wait")])]}}
    run = told(scope("all", "slow"), inner).finish("declare", scope="slow")
    assert run.open() == ["both/way/wait"]


def test_a_decision_in_a_followed_runbook_reads_that_runbooks_answer() -> None:
    steps = [scope("all", "slow"), decide("declare.scope", slow=[step("wait")])]
    run = told({"id": "there", "follow": "other"}, followed={"other": steps})
    assert run.finish("there/declare", scope="slow").open() == ["there/way/wait"]


# Followed runbooks


def test_a_followed_runbook_stands_in_its_place_under_its_blocks_name() -> None:
    run = told(step("one"), {"id": "tell", "follow": "other"}, step("last"), followed={"other": [step("staff")]})
    assert run.finish("one").open() == ["tell/staff"]
    assert run.step("tell/staff").runbook == "other"
    assert run.finish("tell/staff").open() == ["last"]


# Repeats


def test_the_first_round_waits_for_its_time_and_the_last_one_follows_the_restoration() -> None:
    run = told(rounds(step("close")), step("last")).outage()
    assert run.open() == []
    run.after("15m").tell(StepReady("rounds#1"))
    assert run.open() == ["rounds#1/close"]
    run.finish("rounds#1/close").after("5m").recovery()
    assert run.open() == ["rounds#2/close"]
    assert run.finish("rounds#2/close").open() == ["last"]


def test_a_round_under_way_when_the_path_comes_back_is_not_the_last() -> None:
    run = told(rounds(step("close"))).outage().after("15m")
    run.tell(StepReady("rounds#1"))
    run.recovery()
    assert run.open() == ["rounds#1/close"]
    assert run.finish("rounds#1/close").open() == ["rounds#2/close"]
    assert run.finish("rounds#2/close").run.steps_over


def test_no_round_is_skipped_while_one_is_open() -> None:
    run = told(rounds(step("close"))).outage().after("15m")
    run.tell(StepReady("rounds#1"))
    run.after("15m").tell(StepReady("rounds#2"))
    assert run.open() == ["rounds#1/close"]
    assert run.finish("rounds#1/close").open() == ["rounds#2/close"]


def test_a_round_opened_by_the_restoration_can_begin_when_that_was_known() -> None:
    run = told(rounds(step("close"))).outage().after("10m").heal().probe("crm-orders", "ok")
    first_good = run.now
    run.after("10s")
    from continuity.events.outage import PathRestored

    run.tell(PathRestored(("crm-orders",), 3), at=first_good)
    assert run.run.restored_at == first_good
    assert run.step("rounds#1/close").ready_at == run.now


def test_until_the_all_clear_a_repeat_waits_for_the_step_that_says_it() -> None:
    lanes = {
        "a": [{"id": "rounds", "repeat_until": "all_clear", "steps": [step("look")]}],
        "b": [step("clear", marks="all_clear")],
    }
    run = told({"id": "both", "lanes": lanes}).outage().after("1m").recovery()
    assert run.open() == ["both/clear"]
    assert run.finish("both/clear").open() == ["both/rounds#1/look"]
    assert run.finish("both/rounds#1/look").run.steps_over


# Outlines


def test_the_outline_names_every_step_once_with_its_lane() -> None:
    lanes = {"batches": [rounds(step("close"))], "telling": [{"id": "tell", "follow": "other"}]}
    found = outline(plan([step("one"), {"id": "both", "lanes": lanes}], followed={"other": [step("staff")]}))
    assert [(one.key, one.lane, one.runbook) for one in found] == [
        ("one", None, "main"),
        ("both/rounds/close", "batches", "main"),
        ("both/tell/staff", "telling", "other"),
    ]
    assert static_key("both/rounds#12/close") == "both/rounds/close"


def test_a_runbook_without_steps_is_over_at_once() -> None:
    assert told().run.steps_over


# Universal rules, over invented runbooks


def _named(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Ids of their own for blocks side by side."""
    return [{**block, "id": f"{block['id']}{number}"} for number, block in enumerate(blocks)]


def _lanes(lists: list[list[dict[str, Any]]]) -> dict[str, Any]:
    lanes = {str(lane): [{**b, "id": f"{b['id']}-{lane}"} for b in inner] for lane, inner in enumerate(lists)}
    return {"id": "l", "lanes": lanes}


ASK = {"id": "go", "label": "Go", "type": "choice", "options": ["yes", "no"], "required": False}
STEPS = st.builds(lambda critical: step("s", critical=critical, inputs=[ASK]), st.booleans())


def _nested(inner: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    some = st.lists(inner, max_size=3).map(_named)
    return st.one_of(
        st.lists(some, min_size=1, max_size=3).map(_lanes),
        some.map(lambda steps: {"id": "r", "repeat_until": "restored", "every": "5m", "steps": steps}),
        some.map(lambda steps: {"id": "d", "decide": "q.go", "cases": {"yes": steps, "default": []}}),
        st.just({"id": "f", "follow": "other"}),
    )


TREES = st.lists(st.recursive(STEPS, _nested, max_leaves=12), max_size=4).map(_named)


def _predecessors(blocks: Any, book: FrozenPlan, prefix: str, before: list[str]) -> dict[str, list[str]]:
    """For each block's key those of the blocks that must be over first; rounds count as one."""
    from continuity.plan import Decide, Follow, Lanes, Repeat

    found: dict[str, list[str]] = {}
    done = list(before)
    for block in blocks:
        key = prefix + block.id
        found[key] = list(done)
        inners: list[Any] = []
        match block:
            case Lanes(lanes=lanes):
                inners = list(lanes.values())
            case Decide(cases=cases):
                inners = list(cases.values())
            case Repeat(steps=steps):
                inners = [steps]
            case Follow(follow=other):
                inners = [book.runbooks[other].steps]
        for inner in inners:
            found.update(_predecessors(inner, book, key + "/", done))
        done.append(key)
    return found


def _check_order(run: RunState, before: dict[str, list[str]]) -> None:
    for key in run.steps:
        for earlier in before[static_key(key)]:
            within = [state for state in run.steps.values() if _is_in(static_key(state.key), earlier)]
            same_round = [s for s in within if "#" not in s.key or s.key.split("#")[0] not in key]
            assert all(state.status.is_over for state in same_round), (key, earlier)


def _is_in(key: str, block: str) -> bool:
    return key == block or key.startswith(block + "/")


@settings(max_examples=120, deadline=None)
@given(TREES, st.data())
def test_whoever_answers_every_open_step_gets_to_the_end(tree: list[dict[str, Any]], data: st.DataObject) -> None:
    first = step("q", inputs=[ASK])
    run = told(first, *tree, followed={"other": [step("inner"), step("inner2")]}).outage().after("1m")
    before = _predecessors(run.plan.runbook.steps, run.plan, "", [])
    for turn in range(200):
        if run.run.steps_over:
            break
        _check_order(run.run, before)
        if turn == 5:
            run.recovery()
        _one_act(run, data)
    assert run.run.steps_over
    assert all(state.status.is_over for state in run.run.steps.values())
    again = run.retold()
    assert again.steps == run.run.steps
    assert again.steps_over


def _one_act(run: Story, data: st.DataObject) -> None:
    run.after("1m")
    waiting = [r for r in (run.run.walker.rounds.values() if run.run.walker else ()) if not r.last]
    keys = run.open()
    if not keys:
        if run.run.restored_at is None:
            run.recovery()
        assert run.run.steps_over or run.open() or waiting
        return
    key = data.draw(st.sampled_from(keys))
    act = data.draw(st.sampled_from(["finish", "yes", "fail", "skip", "round"]))
    if act == "round" and waiting:
        run.tell(StepReady(waiting[0].next_key))
    elif act == "fail":
        run.ask(ask.Fail(key, "no"))
    elif act == "skip":
        run.ask(ask.Skip(key, "no", "jonas"), "ines")
    else:
        run.ask(ask.Finish(key, {"go": "yes"} if act == "yes" and run.step(key).step.inputs else {}))


@settings(max_examples=30, deadline=None)
@given(TREES)
def test_an_end_leaves_nothing_open(tree: list[dict[str, Any]]) -> None:
    run = told(step("q", inputs=[ASK]), *tree, followed={"other": [step("inner")]}).finish("q", go="yes")
    run.tell(lifecycle.RunAborted("fire alarm"))
    assert run.open() == []
    assert StepStatus.READY not in {state.status for state in run.run.steps.values()}
