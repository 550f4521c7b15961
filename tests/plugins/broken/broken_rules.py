"""A plugin that does not load: it needs a module that is not there."""

import a_module_that_is_not_there  # type: ignore[import-not-found]  # noqa: F401
