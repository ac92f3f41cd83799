"""``new runbook``: the questions, and the file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from continuity.cli.loading import kinds
from continuity.cli.questions import Question, Questions
from continuity.cli.writing import NO_PROCESS, new_name, open_workspace, tell
from continuity.plan import Organisation
from continuity.workspace.load import Workspace
from continuity.workspace.new import offers
from continuity.workspace.new.accepting import known, optional, shaped, some_text
from continuity.workspace.new.answers import RunbookAnswers
from continuity.workspace.new.put import advice, put
from continuity.workspace.new.runbook import runbook_text

__all__ = ["RunbookOptions", "new_runbook"]

_ID = shaped("runbook", "id")


@dataclass(frozen=True, slots=True)
class RunbookOptions:
    """What was said on the command line."""

    title: str | None
    process: str | None
    owner: str | None
    roles: tuple[str, ...]
    symptoms: tuple[str, ...]
    form: str | None
    receivers: tuple[str, ...]


def new_runbook(named: Path | None, name: str, options: RunbookOptions, *, ask: bool, as_json: bool) -> None:
    """Ask, write and say what comes next."""
    workspace, organisation = open_workspace(named)
    file = f"runbooks/{new_name('runbook', name, _taken(workspace, 'runbook', 'runbooks'))}.yaml"
    answers = _answers(workspace, organisation, name, options, Questions(ask=ask))
    paths = put(workspace.root, {file: runbook_text(answers)}, kinds())
    said = _unlinked(organisation, name, answers.process)
    next = [f"continuity show {name}", "continuity check", f"continuity new drill NAME --runbook {name}"]
    tell(paths, said, next, advice(workspace.root, paths, kinds()), as_json=as_json)


def _taken(workspace: Workspace, kind: str, folder: str) -> dict[str, str]:
    files = {path.stem: f"{folder}/{path.name}" for path in (workspace.root / folder).glob("*.yaml")}
    ids = {key.partition(":")[2]: path for key, path in workspace.paths.items() if key.startswith(f"{kind}:")}
    return {**files, **ids}


def _answers(
    workspace: Workspace, organisation: Organisation, name: str, options: RunbookOptions, questions: Questions
) -> RunbookAnswers:
    today = date.today()
    questions.begin(f"A new runbook, runbooks/{name}.yaml")
    title = questions.answer(Question("What is it called", "--title", offers.title_of(name), some_text), options.title)
    process = questions.answer(_process(workspace, organisation), options.process)
    owner = questions.answer(_owner(organisation, process), options.owner)
    roles = questions.several(_roles(workspace, owner), options.roles)
    lead, doer, checker = (offers.part(workspace, role) for role in (*roles, *roles[-1:] * 2)[:3])
    symptoms = questions.several(_symptoms(organisation, process), options.symptoms)
    form = questions.answer(_form(workspace), options.form)
    receivers = questions.several(_receivers(organisation), options.receivers) if form else ()
    return RunbookAnswers(
        name,
        title,
        process,
        owner,
        lead,
        doer,
        checker if checker.id not in (lead.id, doer.id) else None,
        symptoms,
        offers.form(workspace, organisation, form, today.year, receivers) if form else None,
        today.isoformat(),
    )


def _process(workspace: Workspace, organisation: Organisation) -> Question:
    ids = [process.id for process in organisation.processes]
    offer = offers.process_without_runbook(workspace, organisation)
    first = offer.id if offer else None
    return Question("Which process does it keep going", "--process", first, known("process", ids), ids, NO_PROCESS)


def _owner(organisation: Organisation, process: str) -> Question:
    ids = [team.id for team in organisation.teams]
    missing = "continuity.yaml names no team yet\nWrite one under teams: - {id: sales-ops, title: Sales operations}"
    return Question(
        "Which team keeps it", "--owner", organisation.process(process).owner, known("team", ids), ids, missing
    )


def _roles(workspace: Workspace, owner: str) -> Question:
    offer = ", ".join(dict.fromkeys(offers.roles(workspace, owner)))
    return Question("Which roles lead, do the work, check it", "--role", offer, _ID)


def _symptoms(organisation: Organisation, process: str) -> Question:
    offer = ", ".join(offers.signs(organisation, process)) or "the screen stands still, an error message"
    return Question("What do people see when it is needed", "--symptom", offer, some_text)


def _form(workspace: Workspace) -> Question:
    forms = {form for runbook in workspace.runbooks.values() for form in runbook.forms}

    def fresh(answer: str) -> str:
        if answer in forms:
            raise ValueError(f"there is a form {answer!r} already; take another name, or - and follow its runbook.")
        return _ID(answer)

    return Question("Which numbered form is filled in meanwhile, like order", "--form", "", optional(fresh))


def _receivers(organisation: Organisation) -> Question:
    ids = list(dict.fromkeys(name for it in organisation.environments for name in it.receivers))
    accept = known("receiver", ids)
    return Question("Who takes the forms in batches", "--receiver", ", ".join(ids), accept, ids)


def _unlinked(organisation: Organisation, name: str, process: str) -> list[str]:
    """The points that lead nowhere when they are down."""
    free = [point.id for point in organisation.points if point.process == process and point.fallback is None]
    return [f"Write fallback: {name} at the point {point} in continuity.yaml, if it is for that." for point in free[:2]]
