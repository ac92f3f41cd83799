"""Words on the command line: every one of them is looked at, for any of them may come into a record."""

from __future__ import annotations

import click

from continuity.errors import Refused

__all__ = ["LEFT_ALONE", "Words", "looked_at"]

LEFT_ALONE = {
    ("add", "fields"): "each is judged under the label of its field",
    ("correct", "fields"): "each is judged under the label of its field",
    ("in-flight", "orders"): "may be the name of a file; the numbers are judged as they are taken in",
    ("settle", "number"): "may be another system's number, which the books know",
    ("verify", "run"): "may be the name of a folder; nothing is written",
    ("verify", "head"): "a hash; nothing is written",
    ("halt", "reason"): "nothing stands in the way of halting; its digits are left out instead",
}
"""Words that are not refused here, with the reason: command and parameter."""
_ISLANDS = ("toxiproxy",)
"""Programs of their own, which write no record."""
_HINT = "Keep the payment's reference, or the last four digits at most."


class Words(click.types.StringParamType):
    """Free words: no card number, no security code."""

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The words as they are; ``Refused``, without repeating them, when they seem to hold one."""
        from continuity.ledger.cards import card_in

        what = card_in(str(value))
        if what is not None:
            called = (
                param.opts[0] if isinstance(param, click.Option) else param.human_readable_name if param else "this"
            )
            reason = f"{called}: this looks like {what}; never write one down"
            raise Refused("nothing was done, and nothing was written down", [reason], _HINT)
        return str(value)


def looked_at(command: click.Command) -> click.Command:
    """The command, whose free words, and those of all commands in it, are looked at before it gets them."""
    if command.name in _ISLANDS:
        return command
    for param in command.params:
        if param.type is click.STRING and (command.name, param.name) not in LEFT_ALONE:
            param.type = Words()
    for inner in command.commands.values() if isinstance(command, click.Group) else ():
        looked_at(inner)
    return command
