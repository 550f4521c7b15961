"""What goes wrong apart from payloads: the input, a plugin, an option, a rule."""

from __future__ import annotations

__all__ = ["InputError", "KochavaLintError", "OptionError", "PluginError", "RuleError"]


class KochavaLintError(Exception):
    """The base of all errors that kochava-lint raises on purpose."""


class InputError(KochavaLintError):
    """A path is missing, cannot be read, or holds no text."""


class OptionError(KochavaLintError):
    """An option has a value that means nothing."""


class PluginError(KochavaLintError):
    """A plugin does not load, or offers something that cannot be used; it is named."""


class RuleError(KochavaLintError):
    """A rule raised an exception, which is a defect of the rule; the exception is its cause."""

    def __init__(self, rule: str) -> None:
        super().__init__(f"the rule {rule} failed")
        self.rule = rule
