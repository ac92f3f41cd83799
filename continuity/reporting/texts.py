"""Texts of reports go through gettext; English only for now, so the null catalogue answers."""

from __future__ import annotations

from gettext import NullTranslations

__all__ = ["_", "plural"]

_ = NullTranslations().gettext
plural = NullTranslations().ngettext
