"""``new drill``: the questions, and the file; a scenario and people.yaml as well where there are none."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from continuity.cli.loading import kinds
from continuity.cli.questions import Question, Questions
from continuity.cli.writing import new_name, open_workspace, tell
from continuity.errors import Refused, UsageProblem
from continuity.plan import Organisation, Runbook, Scenario
from continuity.workspace.blocks import all_steps, followed, role_titles
from continuity.workspace.load import Workspace, load
from continuity.workspace.new import casting, offers
from continuity.workspace.new.accepting import assigned, known, shaped, some_text
from continuity.workspace.new.answers import DrillAnswers
from continuity.workspace.new.drill import drill_text
from continuity.workspace.new.people import people_text
from continuity.workspace.new.put import advice, put
from continuity.workspace.new.scenario import scenario_text

__all__ = ["DrillOptions", "new_drill"]

_ID = shaped("drill", "id")


@dataclass(frozen=True, slots=True)
class DrillOptions:
    """What was said on the command line."""

    title: str | None
    runbook: str | None
    environment: str | None
    scenario: str | None
    points: tuple[str, ...]
    people: tuple[str, ...]


def new_drill(named: Path | None, name: str, options: DrillOptions, *, ask: bool, as_json: bool) -> None:
    """Ask, write and say what comes next."""
    workspace, organisation = open_workspace(named)
    there = {path.stem: f"drills/{path.name}" for path in (workspace.root / "drills").glob("*.yaml")}
    ids = {id: workspace.paths[f"drill:{id}"] for id in workspace.drills}
    file = f"drills/{new_name('drill', name, {**there, **ids})}.yaml"
    beside: dict[str, str] = {}
    answers = _answers(workspace, organisation, name, options, Questions(ask=ask), beside)
    said = _said(organisation, answers, beside)
    paths = put(workspace.root, {file: drill_text(answers), **beside}, kinds())
    next = [f"continuity show {name}", f"continuity drill dry-run {name}", f"continuity drill run {name}"]
    tell(paths, said, next, advice(workspace.root, paths, kinds()), as_json=as_json)


def _answers(
    workspace: Workspace,
    organisation: Organisation,
    name: str,
    options: DrillOptions,
    questions: Questions,
    beside: dict[str, str],
) -> DrillAnswers:
    """Fills ``beside`` with what has to be written too."""
    ask = questions.answer
    questions.begin(f"A new drill, drills/{name}.yaml")
    title = ask(Question("What is it called", "--title", offers.title_of(name), some_text), options.title)
    runbook = ask(_runbook(workspace), options.runbook)
    runbooks = followed(workspace.runbooks, runbook)
    environment = ask(_environment(organisation), options.environment)
    scenario = _scenario(workspace, name, options, questions, beside)
    process = runbooks[runbook].process
    binds = _binds(workspace, organisation, environment, scenario, process, options, questions)
    people = _people(workspace, runbooks, options, questions)
    duties = casting.duties(workspace.people, people)
    if not _known(workspace):
        everybody = (id for ids in (*people.values(), *duties.values()) for id in ids)
        beside["people.yaml"] = people_text(dict.fromkeys(everybody))
    return DrillAnswers(
        name, title, runbook, runbooks, scenario, environment, binds, people, duties,
        {process.id: process.rto for process in organisation.processes},
        frozenset(process.id for process in organisation.processes if process.mbco),
        frozenset(organisation.environment(environment).receivers),
    )  # fmt: skip


def _runbook(workspace: Workspace) -> Question:
    ids = list(workspace.runbooks)
    missing = "there is no runbook to drill yet\ncontinuity new runbook NAME writes one."
    offer = casting.runbook_without_drill(workspace)
    return Question("Which runbook do people walk", "--runbook", offer, known("runbook", ids), ids, missing)


def _environment(organisation: Organisation) -> Question:
    ids = [it.id for it in organisation.environments]
    missing = (
        "continuity.yaml names no environment, so there is nowhere to drill\n"
        "continuity new point NAME --upstream HOST:PORT writes a point, and the environment in which it is found."
    )

    # Where something can fail comes first, and real customers last.
    def fit(id: str) -> tuple[bool, bool]:
        return not organisation.environment(id).test, not casting.fitting(organisation, id, frozenset({"refuse"}))

    offer = min(ids, key=fit, default=None)
    return Question("Where does it take place", "--environment", offer, known("environment", ids), ids, missing)


def _scenario(
    workspace: Workspace, name: str, options: DrillOptions, questions: Questions, beside: dict[str, str]
) -> Scenario:
    if workspace.scenarios:
        ids = list(workspace.scenarios)
        question = Question("Which outage does it play", "--scenario", ids[0], known("scenario", ids), ids)
        return workspace.scenarios[questions.answer(question, options.scenario)]
    if any((workspace.root / "drills" / "scenarios").glob("*.yaml")):
        raise Refused("no scenario of the workspace can be read", hint="Run continuity check, and mend it first.")
    text = "There is no scenario yet; what is the new one called"
    id = questions.answer(Question(text, "--scenario", f"{name}-outage"[:64], _ID), options.scenario)
    path = f"drills/scenarios/{id}.yaml"
    beside[path] = scenario_text(id, offers.title_of(id))
    return load(workspace.root, drafts={path: beside[path].encode()}).scenarios[id]


def _binds(
    workspace: Workspace,
    organisation: Organisation,
    environment: str,
    scenario: Scenario,
    process: str,
    options: DrillOptions,
    questions: Questions,
) -> dict[str, str]:
    fits = casting.bound(workspace, organisation, environment, scenario, process)
    given = _given(options.points, list(scenario.places))
    found: dict[str, str] = {}
    for place, points in fits.items():
        missing = (
            f"no point can fail as the scenario wants it in {environment!r}: none there has what it takes and a probe\n"
            f"continuity new point NAME --environment {environment} --upstream HOST:PORT writes one."
        )
        text = f"Which point is “{scenario.places[place]}”" if len(fits) > 1 else "Which point fails"
        offer = points[0] if points else None
        question = Question(text, "--point", offer, known("point that can fail so", points), points, missing)
        found[place] = questions.answer(question, given.get(place))
    return found


def _given(points: Collection[str], places: list[str]) -> Mapping[str, str]:
    """``--point crm`` is enough where there is one place."""
    if len(places) == 1:
        points = [point if "=" in point else f"{places[0]}={point}" for point in points]
    try:
        return assigned(points, known("place", places), "--point")
    except ValueError as error:
        raise UsageProblem(f"--point: {error}") from error


def _people(
    workspace: Workspace, runbooks: Mapping[str, Runbook], options: DrillOptions, questions: Questions
) -> dict[str, tuple[str, ...]]:
    titles = role_titles(runbooks)
    try:
        given = assigned(options.people, known("role", titles), "--person")
    except ValueError as error:
        raise UsageProblem(f"--person: {error}") from error
    ids = [person.id for person in workspace.people.people]
    found: dict[str, tuple[str, ...]] = {}
    for role, offered in casting.cast(workspace, runbooks).items():
        accept = known("person", ids) if _known(workspace) else _ID
        text = f"Who plays {titles[role]}" if ids else f"Who plays {titles[role]}, by an id like ines"
        question = Question(text, f"--person {role}=", ", ".join(offered), accept, ids)
        chosen = [part.strip() for part in given.get(role, "").split(",") if part.strip()]
        found[role] = questions.several(question, chosen)
    return found


def _known(workspace: Workspace) -> bool:
    """Whether people stand somewhere, be it as an example."""
    return any((workspace.root / name).exists() for name in ("people.yaml", "people.example.yaml"))


def _said(organisation: Organisation, answers: DrillAnswers, beside: Mapping[str, str]) -> list[str]:
    said = []
    if any(name.startswith("drills/scenarios/") for name in beside):
        said.append("There was no scenario: a small one lies beside it; make it the outage that you fear.")
    if "people.yaml" in beside:
        said.append("Nobody was known: put names and phone numbers into people.yaml, which git does not track.")
    enters = any(step.enter or step.reconcile for step in all_steps(answers.runbooks))
    if enters and not organisation.environment(answers.environment).back_entry:
        said.append(f"Records have no way home yet: write back_entry: at the environment {answers.environment}.")
    return said
