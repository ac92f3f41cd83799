"""``new point``: the questions, and the entry in continuity.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from continuity.cli.loading import kinds
from continuity.cli.questions import Question, Questions
from continuity.cli.writing import NO_PROCESS, new_name, open_workspace, tell
from continuity.errors import UsageProblem
from continuity.plan import Environment, Organisation
from continuity.workspace.find import MARK
from continuity.workspace.load import Workspace
from continuity.workspace.new import offers
from continuity.workspace.new.accepting import known, one_word, optional, shaped, some_text
from continuity.workspace.new.answers import PlaceAnswers, PointAnswers
from continuity.workspace.new.insert import insert
from continuity.workspace.new.point import environment_lines, point_lines, server_lines
from continuity.workspace.new.put import advice, change

__all__ = ["PointOptions", "new_point"]

_STAND_IN = "stand-in:"
_FIRST_ENVIRONMENT = "staging"


@dataclass(frozen=True, slots=True)
class PointOptions:
    """What was said on the command line."""

    title: str | None
    process: str | None
    owner: str | None
    direction: str | None
    signs: tuple[str, ...]
    fallback: str | None
    upstream: str | None
    environment: str | None
    listen: str | None
    path: str | None
    server: str | None


def new_point(named: Path | None, name: str, options: PointOptions, *, ask: bool, as_json: bool) -> None:
    """Ask, write and say what comes next."""
    workspace, organisation = open_workspace(named)
    new_name("point", name, dict.fromkeys((point.id for point in organisation.points), MARK))
    before = (workspace.root / MARK).read_bytes()
    questions = Questions(ask=ask)
    questions.begin(f"A new point, {name}, in continuity.yaml")
    answers = _answers(workspace, organisation, name, options, questions)
    change(workspace.root, MARK, before, _with(before, organisation, answers), kinds())
    new = answers.place and answers.place.server
    said = ["The environment in which it is found and its server stand there too."] if new else []
    next = [f"continuity show {name}", *(["continuity points up"] if new else []), "continuity check"]
    found = [it for it in advice(workspace.root, (MARK,), kinds()) if f"'{name}'" in it.message]
    tell([MARK], said, next, found, as_json=as_json)


def _with(before: bytes, organisation: Organisation, answers: PointAnswers) -> bytes:
    mark, text = ("\ufeff", before.decode("utf-8-sig")) if before.startswith(b"\xef\xbb\xbf") else ("", before.decode())
    text = insert(text, "points", point_lines(answers))
    place = answers.place
    if place and place.server:
        text = insert(text, "environments", environment_lines(place))
        if place.environment not in {server.id for server in organisation.servers}:
            text = insert(text, "servers", server_lines(place))
    return (mark + text).encode()


def _answers(
    workspace: Workspace, organisation: Organisation, name: str, options: PointOptions, questions: Questions
) -> PointAnswers:
    ask = questions.answer
    title = ask(Question("What is it called", "--title", offers.title_of(name), some_text), options.title)
    processes = [process.id for process in organisation.processes]
    offer = processes[0] if processes else None
    process = ask(
        Question("Which process needs it", "--process", offer, known("process", processes), processes, NO_PROCESS),
        options.process,
    )
    teams = [team.id for team in organisation.teams]
    owner = organisation.process(process).owner
    owner = ask(Question("Which team looks after it", "--owner", owner, known("team", teams), teams), options.owner)
    ways = ("in", "out", "both")
    way = ask(Question("Which way does the data go", "--direction", "both", one_word(ways), ways), options.direction)
    noticed = Question("How do people notice that it is down", "--sign", "the screen stands still", some_text)
    signs = questions.several(noticed, options.signs)
    fallback = ask(_fallback(workspace, process), options.fallback)
    place = _place(organisation, options, questions)
    return PointAnswers(name, title, process, owner, way, signs, fallback or None, place)


def _fallback(workspace: Workspace, process: str) -> Question:
    ids = list(workspace.runbooks)
    fits = next((id for id, runbook in workspace.runbooks.items() if runbook.process == process), "")
    return Question("Which runbook is for then", "--runbook", fits, optional(known("runbook", ids)), ids)


def _place(organisation: Organisation, options: PointOptions, questions: Questions) -> PlaceAnswers | None:
    wanted = any((options.environment, options.listen, options.path, options.server))
    where = "Where is it found in a test environment, as host:port or stand-in:NAME"
    upstream = questions.answer(
        Question(where, "--upstream", None if wanted and not questions.asks else "", optional(_upstream)),
        options.upstream,
    )
    if not upstream:
        return None
    environment, server = _environment(organisation, options, questions)
    if upstream.startswith(_STAND_IN):
        _stand_in(organisation, environment, upstream)
        listen, path = "", "/healthz"
    else:
        listen, path = offers.listen(organisation), ""
    if listen or options.listen:
        text = "Where does its proxy take connections"
        listen = questions.answer(Question(text, "--listen", listen, shaped("organisation", "address")), options.listen)
    text = "What does a probe ask for, like /healthz"
    path = questions.answer(Question(text, "--path", path, optional(shaped("organisation", "path"))), options.path)
    return PlaceAnswers(environment, upstream, listen or None, path or None, server)


_upstream = shaped("organisation", "upstream")


def _environment(organisation: Organisation, options: PointOptions, questions: Questions) -> tuple[str, str | None]:
    """The environment, and the URL of its server when it has to be written first."""
    ids = [it.id for it in organisation.environments]
    if ids:
        offer = next((it.id for it in organisation.environments if it.test), ids[0])
        question = Question("In which environment", "--environment", offer, known("environment", ids), ids)
        return questions.answer(question, options.environment), None
    new = Question("What is that environment called", "--environment", _FIRST_ENVIRONMENT, shaped("organisation", "id"))
    id = questions.answer(new, options.environment)
    text = "Which address has the Toxiproxy server there"
    url = next((server.url for server in organisation.servers if server.id == id), "http://127.0.0.1:8474")
    return id, questions.answer(Question(text, "--server", url, shaped("organisation", "httpUrl")), options.server)


def _stand_in(organisation: Organisation, environment: str, upstream: str) -> None:
    found: list[Environment] = [it for it in organisation.environments if it.id == environment]
    stand_ins = found[0].stand_ins if found else ()
    try:
        known("stand-in", stand_ins)(upstream.removeprefix(_STAND_IN))
    except ValueError as error:
        raise UsageProblem(f"--upstream: {error}", f"Stand-ins stand under stand_ins: of {environment}.") from error
