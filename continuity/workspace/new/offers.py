"""What to offer as an answer, found in what the workspace holds already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from continuity.plan import Organisation, Process, Runbook
from continuity.workspace.blocks import steps
from continuity.workspace.load import Workspace
from continuity.workspace.new.answers import FormAnswers, Part

__all__ = ["form", "listen", "part", "process_without_runbook", "roles", "signs", "title_of"]

_LEAD, _DOER, _CHECKER = "shift-lead", "clerk", "checker"
_FIRST_PORT = 9001
_ACRONYMS = ("crm", "erp", "api", "edi", "sso")


def title_of(id: str) -> str:
    """``answer-crm-mail`` as words: Answer CRM mail."""
    words = id.replace("-", " ").capitalize().split()
    return " ".join(word.upper() if word.lower() in _ACRONYMS else word for word in words)


def process_without_runbook(workspace: Workspace, organisation: Organisation) -> Process | None:
    """The first process that no runbook keeps going, else the first."""
    kept = {runbook.process for runbook in workspace.runbooks.values()}
    free = [process for process in organisation.processes if process.id not in kept]
    return next(iter(free or organisation.processes), None)


def roles(workspace: Workspace, owner: str) -> tuple[str, str, str]:
    """Who leads, who does the work and who checks, as in most other runbooks; the owner's own count first."""
    all = list(workspace.runbooks.values())
    own = [runbook for runbook in all if runbook.owner == owner] or all
    lead = _most(role for runbook in all for role in runbook.activation.authority) or _LEAD
    doer = _most(step.role for runbook in own for _, step in steps(runbook) if step.role != lead) or _DOER
    signers = (step.sign_off.role for runbook in all for _, step in steps(runbook) if step.sign_off)
    checker = _most(role for role in signers if role not in (lead, doer)) or _CHECKER
    return lead, doer, checker


def _most(roles: Iterable[str]) -> str | None:
    counted = Counter(roles).most_common(1)
    return counted[0][0] if counted else None


def part(workspace: Workspace, role: str) -> Part:
    """A role with the title that it has elsewhere."""
    titles = (runbook.roles[role].title for runbook in workspace.runbooks.values() if role in runbook.roles)
    return Part(role, next(titles, title_of(role)))


def signs(organisation: Organisation, process: str) -> tuple[str, ...]:
    """How people notice that the points of a process are down."""
    found = [sign for point in organisation.points if point.process == process for sign in point.signs]
    return tuple(dict.fromkeys(sign for sign in found if "," not in sign))[:4]


def form(
    workspace: Workspace, organisation: Organisation, id: str, year: int, receivers: tuple[str, ...]
) -> FormAnswers:
    """A form whose numbers can be taken for those of no other."""
    taken = _prefixes(workspace.runbooks.values())
    letters = id.upper().replace("-", "")[:12]
    for word in [
        *(letters[:length] for length in range(1, len(letters) + 1)),
        *(f"{letters}{n}" for n in range(2, 99)),
    ]:
        real, drill = f"{word}{year % 100:02d}-", f"X{word}{year % 100:02d}-"
        if not any(_alike(new, old) for new in (real, drill) for old in taken) and not _alike(real, drill):
            return FormAnswers(id, real, drill, organisation.currency, receivers)
    return FormAnswers(id, f"{letters}-", f"X{letters}-", organisation.currency, receivers)


def _prefixes(runbooks: Iterable[Runbook]) -> list[str]:
    numberings = [form.numbering for runbook in runbooks for form in runbook.forms.values()]
    return [prefix for it in numberings for prefix in (it.prefix, it.drill_prefix)]


def _alike(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def listen(organisation: Organisation) -> str:
    """An address of this machine on which no proxy of the plan listens yet."""
    taken = {
        place.proxy.listen
        for point in organisation.points
        for place in point.places.values()
        if place.proxy and place.proxy.listen
    }
    ports = (f"127.0.0.1:{port}" for port in range(_FIRST_PORT, 65_535))
    return next(address for address in ports if address not in taken)
