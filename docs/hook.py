"""What MkDocs calls: it is handed the pages that are made of the code, and told where they stand in the navigation."""

from __future__ import annotations

from generate import generated_pages
from generate.api import page_of, public_modules
from generate.rules import sections
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """List the rules, by their severity, and the modules whose names are public."""
    listed = {
        "Rules": [
            {f"{severity.value.capitalize()}s": [{name: f"rules/{name}.md"} for name in names]}
            for severity, names in sections()
        ],
        "Reference": [{name: page_of(name)} for name in public_modules()],
    }
    for entry in config.nav or ():
        for title, pages in listed.items():
            if title in entry:
                entry[title] += pages
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that are made of the code."""
    for path, text in generated_pages():
        files.append(File.generated(config, path, content=text))
    return files
