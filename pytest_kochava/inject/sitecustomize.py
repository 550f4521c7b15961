"""
Is found by Python where the fixture `kochava_subprocess` has put this folder in front of its path.

It stands in the way of another module of this name, which is imported as it would have been.
"""

import importlib.machinery
import importlib.util
import os
import sys

_HERE = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120 - each import here makes every child slower


def _import_the_other() -> None:
    path = [folder for folder in sys.path if os.path.abspath(folder or os.curdir) != _HERE]  # noqa: PTH100 - as above
    spec = importlib.machinery.PathFinder.find_spec("sitecustomize", path)
    if spec is not None and spec.loader is not None:
        spec.loader.exec_module(importlib.util.module_from_spec(spec))


try:
    _import_the_other()
finally:
    try:
        from pytest_kochava.child import watch
    except ImportError:  # another environment, in which there is no plugin
        pass
    else:
        watch()
