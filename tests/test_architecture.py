"""The layers of docs/architecture.md, where libraries are imported, and limits of size, read from the source text."""

import ast
import json
import os
import subprocess
import sys
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

import feeds
from feeds.collect import SOURCES
from feeds.emit.formats import FORMATS
from feeds.emit.redirects import HOSTS
from feeds.normalise.dialects import DIALECTS
from feeds.normalise.markdown import ENGINES
from feeds.normalise.partner_dialects import READERS as PARTNERS
from feeds.notify import KINDS

PACKAGE = Path(feeds.__file__).parent
PUBLIC = ("__version__",)

# From top to bottom: a package imports only from the layers below it, and never its neighbour.
LAYERS = (
    ("__main__",),
    ("cli",),
    ("worker", "serve"),
    ("monitor",),
    ("pipeline",),
    ("config",),
    ("collect", "normalise", "ledger", "assemble", "emit", "deliver", "notify"),
    ("model",),
    ("feeds",),
    ("_version",),
)
# Packages that read the configuration; all others receive the values they need as arguments.
READERS = {"cli", "pipeline", "config"}
# What `config` may import: the registries of kinds, dialects and formats exist, and what cron lines and YAML mean.
REGISTRIES = {
    *(
        "feeds.collect",
        "feeds.notify",
        "feeds.normalise.languages.custom",
        "feeds.emit.formats",
        "feeds.emit.pages.theme_check",
        "feeds.normalise.dialects",
        "feeds.normalise.dialects.yaml_reader",
        "feeds.normalise.partner_dialects",
    ),
    "feeds.collect.cron",
    "feeds.normalise.html.article",  # whether its extra is installed
    # The form in which feeds select by words.
    "feeds.normalise.job.selection_words",
    "feeds.normalise.languages",
    "feeds.normalise.places.search_names",
    "feeds.normalise.values.keywords",
}
# Each library and the module (or few modules) that may import it.
ADAPTERS = {
    "apscheduler": {"feeds.collect.cron", "feeds.worker.alarms"},
    "babel": {"feeds.emit.localize", "feeds.normalise.values.day_order"},
    "feedgen": {"feeds.emit.formats.feedgen_wrapper"},
    "frontmatter": {"feeds.normalise.dialects.front_matter.formats"},
    "icalendar": {"feeds.emit.site.deadlines"},
    "jinja2": {
        "feeds.emit.pages.templating",
        "feeds.emit.pages.theme_check",
        "feeds.emit.pages.theme_errors",
    },
    "jmespath": {"feeds.normalise.dialects.records.json_records"},
    "lxml": {
        "feeds.emit.documents",
        "feeds.normalise.html.content_models",
        "feeds.normalise.dialects.job_posting.html_page",
        "feeds.normalise.dialects.job_posting.marked_up",
        "feeds.normalise.dialects.job_posting.microformats",
        "feeds.normalise.dialects.records.html_records",
        "feeds.normalise.dialects.records.xml_records",
        "feeds.normalise.html.repair",
        "feeds.normalise.dialects.xml",
    },
    "markdown": {
        "feeds.normalise.markdown.footnotes",
        "feeds.normalise.markdown.inline",
        "feeds.normalise.markdown.python",
    },
    "markupsafe": {"feeds.emit.pages.templating"},
    "msgspec": {"feeds.emit.documents", "feeds.ledger.store.codec"},
    "pyromark": {"feeds.normalise.markdown.gfm"},
    "nh3": {"feeds.normalise.html.sanitize"},
    "parsel": {"feeds.normalise.dialects.records.html_records"},
    "pathspec": {"feeds.collect.folder"},
    "prometheus_client": {"feeds.monitor.metrics"},
    "protego": {"feeds.collect.http.robots"},
    "py_svg_hush": {"feeds.normalise.html.svg"},
    "pydantic": {"feeds.config.schema"},
    "pythonjsonlogger": {"feeds.monitor.log_format"},
    "requests": {"feeds.collect.http.transport"},
    "requests_hardened": {"feeds.collect.http.ssrf"},
    "slugify": {"feeds.model.urls"},
    "trafilatura": {"feeds.normalise.html.article"},
    "urllib3": {"feeds.collect.http.decompress", "feeds.collect.http.transport"},
    "watchfiles": {"feeds.worker.file_watcher"},
    "yaml": {"feeds.normalise.dialects.yaml_reader"},
}
# Modules that read the clock; all others receive the time as an argument.
CLOCKS = {
    ("feeds.cli.clock", "datetime.now"),
    ("feeds.cli.commands.worker", "datetime.now"),
    ("feeds.cli.output", "time.monotonic"),
    ("feeds.collect.http.client", "time.monotonic"),  # time-outs, which no result depends on
    ("feeds.collect.http.caching", "time.time"),  # only for a server that does not show its own clock
    ("feeds.collect.http.ssrf", "time.monotonic"),
    ("feeds.collect.http.rate_limit", "time.monotonic"),
    ("feeds.collect.http.transport", "time.monotonic"),
    ("feeds.collect.folder", "time.time_ns"),
    ("feeds.collect.linked_file", "time.time_ns"),
    ("feeds.model.instant", "time.monotonic"),  # the deadline of a run
    ("feeds.worker.file_watcher", "time.monotonic"),  # how soon a change follows another
    ("feeds.worker.steps", "time.monotonic"),  # how long a step took
    ("feeds.worker.loop", "time.monotonic"),  # how long one takes that does not end
}
MODULE_LINES, FUNCTION_LINES = 370, 45


def module_name(path):
    """Return the dotted name of a source file."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = {module_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}


@cache
def trees():
    """Return the syntax tree of each module: only the process that runs these tests parses them."""
    return {module: ast.parse(path.read_text("utf-8")) for module, path in FILES.items()}


def imported(nodes):
    """Return the dotted names of the modules that some statements import."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: write the import from `feeds` on"
            inner = {f"{node.module}.{alias.name}" for alias in node.names} & FILES.keys()
            yield from inner or {node.module}
            if len(inner) < len(node.names):
                yield node.module


@cache
def imports(module):
    """Return all that a module imports, wherever in it."""
    return set(imported(ast.walk(trees()[module])))


def at_run_time(body):
    """Return the statements that are done when a module is imported."""
    for node in body:
        if isinstance(node, ast.If) and ast.unparse(node.test) != "TYPE_CHECKING":
            yield from at_run_time(node.body)
        yield node


def package(module):
    """Return the package that a module is in, or its own name at the top."""
    return module.split(".")[1] if "." in module else module


def depth(module):
    """Return the index of the layer of a module, counted from the top."""
    return next(index for index, packages in enumerate(LAYERS) if package(module) in packages)


def ours(names):
    """Keep the names of this package's own modules."""
    return {name for name in names if name in FILES}


def in_a_process(code, *arguments):
    """Run some code in a process of its own and give what it printed as JSON last."""
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE.parent)}
    command = [sys.executable, "-c", code, *map(str, arguments)]
    ran = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return json.loads(ran.stdout.splitlines()[-1])


def test_every_package_is_in_a_layer():
    """A new package is assigned to a layer."""
    placed = {name for packages in LAYERS for name in packages}
    built = {package(module) for module in FILES}
    assert built <= placed, f"add {built - placed} to LAYERS and to docs/architecture.md"
    assert placed <= built, f"remove {placed - built} from LAYERS"


def test_imports_point_down():
    """A module imports its own package and the layers below; a stage never imports another stage."""
    wrong = {
        f"{module} imports {name}"
        for module in FILES
        for name in ours(imports(module))
        if package(name) != package(module) and depth(name) <= depth(module)
    }
    assert not wrong, f"hand in as values what is not below a module: {sorted(wrong)}"


def test_only_some_packages_import_the_configuration():
    """The others receive the values they need as arguments."""
    readers = {module for module in FILES if "config" in {package(name) for name in ours(imports(module))}}
    wrong = {module for module in readers if package(module) not in READERS}
    assert not wrong, f"{sorted(wrong)} import feeds.config: give them the values as arguments"


def test_the_configuration_imports_registries_only():
    """It checks names against the registries, and calls nothing else."""
    imported_names = {
        name
        for module in FILES
        if package(module) == "config"
        for name in ours(imports(module))
        if package(name) not in ("config", "model")
    }
    assert imported_names <= REGISTRIES, f"feeds.config imports {imported_names - REGISTRIES}: use a registry instead"


def test_packages_are_small():
    """At most 14 entries in a package and 16 at the top, so that a folder can be taken in at a glance."""
    folders = {path for path in PACKAGE.rglob("*") if path.is_dir()}
    for folder in {PACKAGE, *folders}:
        if folder.name in ("__pycache__", "presets", "migrations"):
            continue
        entries = {
            path.name
            for path in folder.iterdir()
            if not path.name.startswith("__") and path.name not in ("_version.py", "py.typed")
        }
        limit = 16 if folder == PACKAGE else 14
        assert len(entries) <= limit, f"{folder} has {len(entries)} entries: make a package of some of them"


def test_no_module_name_starts_with_an_underscore():
    """Modules that belong together form a package."""
    hidden = {module for module in FILES if module.split(".")[-1].startswith("_")}
    assert hidden <= {"feeds._version", "feeds.__main__"}, f"{hidden}: name them by what they hold"


def test_each_library_is_imported_in_one_place():
    """Each library is imported by its adapter, inside functions too, and by no other module."""
    found = {}
    for module in FILES:
        for name in imports(module):
            library = name.split(".")[0]
            if library not in {"feeds", *sys.stdlib_module_names}:
                found.setdefault(library, set()).add(module)
    assert found == ADAPTERS, "call the adapter of the library in ADAPTERS, or add the new one there"


def test_no_import_cycles():
    """Imports at run time form no cycle."""
    graph = {module: ours(imported(at_run_time(tree.body))) - {module} for module, tree in trees().items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"these import one another: {' → '.join(error.args[1])}; move what they share below them")


def test_only_the_command_line_prints():
    """The other packages return what is to be printed."""
    printing = {
        package(module)
        for module, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "print"
    }
    assert printing == {"cli"}, f"{printing - {'cli'}}: return a Problem or a Report instead"


def test_the_clock_is_read_once():
    """Time is an argument: no result depends on when it was computed."""
    reads = {
        "datetime.now",
        "datetime.utcnow",
        "datetime.today",
        "date.today",
        *(f"time.{name}" for name in ("time", "time_ns", "monotonic", "perf_counter", "localtime", "strftime")),
    }
    found = {
        (module, ast.unparse(node))
        for module, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node) in reads
    }
    assert found == CLOCKS, f"{found - CLOCKS}: take `now` as an argument"


def test_only_the_command_line_reads_the_environment():
    """Environment, locale, working directory and chance shape no result."""
    environment = ("os.environ", "os.getenv", "os.getcwd", "Path.cwd")
    found = {
        package(module)
        for module, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node) in environment
    }
    assert found == {"cli"}, f"{found - {'cli'}}: take the value as an argument"
    varying = {module for module in FILES if imports(module) & {"locale", "random", "secrets"}}
    assert not varying, f"{varying}: the same content must give the same bytes everywhere"


def test_modules_and_functions_are_short():
    """A module or function that is too long is cut in two."""
    wrong = []
    for module, path in FILES.items():
        text = path.read_text("utf-8").splitlines()
        if len(text) > MODULE_LINES:
            wrong.append(f"{module} has {len(text)} lines: move one of its concerns to a file of its own")
        for node in ast.walk(trees()[module]):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = [line for line in text[node.lineno - 1 : node.end_lineno] if line.strip()]
                if len(lines) > FUNCTION_LINES:
                    wrong.append(f"{module}.{node.name} has {len(lines)} lines: cut it in two")
    assert not wrong, "\n".join(wrong)


def test_the_public_names_are_listed():
    """The public names exist and are the listed ones."""
    assert tuple(feeds.__all__) == PUBLIC, "document the new name and list it here"
    assert all(hasattr(feeds, name) for name in PUBLIC)


def test_a_name_in_a_registry_is_the_name_of_its_module():
    """The configuration, the registry and the file use the same name."""
    registered = {
        "collect": {name: source.__module__ for name, source in SOURCES.items()},
        "normalise.dialects": {
            **{name: dialect.__module__ for name, dialect in DIALECTS.items()},
            **{name: reader.read.__module__ for name, reader in PARTNERS.items()},
        },
        "normalise.markdown": {name: convert.__module__ for name, convert in ENGINES.items()},
        "notify": {name: kind.requests.__module__ for name, kind in KINDS.items()},
        "emit.formats": {name: format_.emit.__module__ for name, format_ in FORMATS.items()},
        "emit.redirects": {name: host.emit.__module__ for name, host in HOSTS.items()},
    }
    for package, modules in registered.items():
        for name, module in modules.items():
            assert module == f"feeds.{package}.{name}", f"rename the key {name!r} or the module {module}"


def test_a_source_takes_the_dialects_there_are():
    """The options of a source name existing dialects; a partner may use any, a folder those of its own files."""
    offered = {name: set(get_args(get_type_hints(source)["dialect"])) for name, source in SOURCES.items()}
    assert offered["folder"] == {*DIALECTS, "records"}
    assert offered["web"] == {"", "job_markdown", *PARTNERS}


def test_no_two_formats_share_an_ending():
    """The files of a feed differ by it alone."""
    assert len({format_.ending for format_ in FORMATS.values()}) == len(FORMATS)


LOADED = """
import importlib, json, sys
for name in sys.argv[1:]:
    importlib.import_module(name)
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def test_importing_a_module_imports_no_library():
    """A library is loaded by the function that needs it; only inner modules load theirs at once."""
    wrappers = {module for modules in ADAPTERS.values() for module in modules}
    public = {
        name
        for module, tree in trees().items()
        for name in ours(imported(at_run_time(tree.body)))
        if package(name) != package(module)
    } - wrappers
    loaded = ADAPTERS.keys() & set(in_a_process(LOADED, *public))
    assert not loaded, f"import {loaded} inside the functions that need them"


def test_version_imports_next_to_nothing():
    """Only the version is imported."""
    code = """
import json, runpy, sys
sys.argv = ["feeds", "--version"]
try:
    runpy.run_module("feeds", run_name="__main__")
except SystemExit:
    pass
print()
print(json.dumps(sorted(name for name in sys.modules if name.startswith("feeds"))))
"""
    assert in_a_process(code) == ["feeds", "feeds._version"]


RUN = """
import sys
from feeds.cli import run
status, loaded = run(sys.argv[1:]), sorted(sys.modules)
import json
print()
print(json.dumps([status, loaded]))
"""
AT_ONCE = "import feeds.cli.kept_report; feeds.cli.kept_report.UNSURE = -60"  # seconds: new files count as old


def test_a_run_in_which_nothing_changed_loads_no_library(tmp_path):
    """What cron runs every few minutes costs next to nothing."""
    in_a_process(RUN, "init", tmp_path)
    for path in tmp_path.rglob("*"):
        os.utime(path, (1_600_000_000, 1_600_000_000))
    publish = ("publish", "--config", tmp_path / "config.yaml", "--now", "2026-06-01T12:00Z")
    status, loaded = in_a_process(RUN, *publish)
    assert status in (0, 1)
    assert "feeds.emit.formats.rss" in loaded
    status, loaded = in_a_process(RUN, *publish)
    tops = {name.partition(".")[0] for name in loaded}
    assert not tops & ADAPTERS.keys(), "nothing changed, yet these were loaded; see what imported them"
    assert not {name for name in loaded if name.startswith(("feeds.emit", "feeds.normalise"))}
    assert not {"requests", "apscheduler", "multiprocessing"} & tops
    late = {
        "feeds.model.post",
        "feeds.pipeline.record",
        "feeds.pipeline.output.release",
        "feeds.pipeline.output.write",
        "feeds.pipeline.sources.local",
        "feeds.ledger.ledger",
        "feeds.model.source_state",
    }
    assert not {*late, "feeds.collect.http.client", "feeds.model.notification", "http", "ssl", "uuid"} & set(loaded)
    in_a_process(AT_ONCE + RUN, *publish)
    status, loaded = in_a_process(RUN, *publish)
    assert status in (0, 1)
    assert not {"argparse", "dataclasses", "hashlib", "json", "pathlib", "re", "typing", "zoneinfo"} & set(loaded)
    assert not {"feeds.config", "feeds.ledger.store", "feeds.model.problem", "feeds.pipeline.run"} & set(loaded)
