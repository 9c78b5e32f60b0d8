"""devloop in projects of many languages: `python benchmarks/languages.py`.

For each: a clone, `devloop init --yes`, what init says to type first (typed as it stands), the
commit of the configuration through the hook, and planted faults that the commit or the push
refuses.

    python benchmarks/languages.py --cache DIR [--clones DIR] [--only NAME ...] [--write]

Clones come from GitHub, or from a folder that has them by NAME. A project that is in the cache is
not tried again.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).parent.parent / "docs/explanation/languages.md"
DEVLOOP = Path(sys.executable).with_name("devloop")
Row = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A project, and how to break it: a piece of one of its files, and what to put there."""

    source: str
    commit: str
    language: str
    path: str
    old: str
    new: str
    garbage: str = "\n)(\n"
    """What is no program in its language."""
    faults: tuple[str, ...] = ("function", "syntax", "index", "untracked", "emptied")

    @property
    def name(self) -> str:
        """The last part of its address."""
        return self.source.rpartition("/")[2]


MARKERS = "\n<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n"
SUBJECTS = (
    Subject(
        source="DaveGamble/cJSON",
        commit="a29814f28",
        language="C, cmake",
        path="cJSON.c",
        old="CJSON_PUBLIC(cJSON_bool) cJSON_IsNumber(const cJSON * const item)\n{",
        new="CJSON_PUBLIC(cJSON_bool) cJSON_IsNumber(const cJSON * const item)\n{ return 0;",
    ),
    Subject(
        source="kgabis/parson",
        commit="ba29f4eda",
        language="C, make",
        path="parson.c",
        old="if (json_value_get_type(temp_value) != JSONObject) {",
        new="if (json_value_get_type(temp_value) == JSONObject) {",
    ),
    Subject(
        source="SergioBenitez/version_check",
        commit="d77ef9f27",
        language="Rust",
        path="src/channel.rs",
        old="Kind::Dev | Kind::Nightly => true",
        new="Kind::Dev | Kind::Nightly => false",
    ),
    Subject(
        source="lukeed/clsx",
        commit="684509c38",
        language="Node",
        path="src/index.js",
        old="str && (str += ' ');",
        new="str && (str += '-');",
    ),
    Subject(
        source="sindresorhus/p-limit",
        commit="df476048d",
        language="Node",
        path="index.js",
        old="activeCount < concurrency",
        new="activeCount <= concurrency",
    ),
    Subject(
        source="terraform-aws-modules/terraform-aws-vpc",
        commit="82d1929e6",
        language="terraform",
        path="main.tf",
        old="locals {",
        new="locals   {",
        faults=("function", "syntax", "index"),
    ),
    Subject(
        source="geerlingguy/ansible-role-docker",
        commit="68d6a6da5",
        language="ansible",
        path="tasks/main.yml",
        old="---\n",
        new="---\n- name:   x\n  y:    [ 1,2]\n",
        garbage="\n  - a: b\n c: [\n",
        faults=("function", "syntax", "index"),
    ),
    Subject(
        source="joelparkerhenderson/architecture-decision-record",
        commit="a5c0ed4e8",
        language="documents",
        path="README.md",
        old="\n",
        new=MARKERS,
        garbage=MARKERS,
        faults=("function", "syntax", "index"),
    ),
    Subject(
        source="pallets/flask",
        commit="2ac89889f",
        language="Python, uv",
        path="src/flask/helpers.py",
        old="def get_debug_flag() -> bool:\n",
        new="def get_debug_flag() -> bool:\n    return True\n",
    ),
    Subject(
        source="python-poetry/tomlkit",
        commit="d8ed1e3cd",
        language="Python, poetry",
        path="tomlkit/api.py",
        old="def loads(",
        new="def loads_(",
        faults=("syntax", "emptied"),
    ),
    Subject(
        source="john-kurkowski/tldextract",
        commit="f06eec7f1",
        language="Python, pip",
        path="tldextract/tldextract.py",
        old="def ",
        new="def x(",
        faults=("function", "syntax"),
    ),
    Subject(
        source="encode/httpx",
        commit="ae1b9f662",
        language="Python, requirements",
        path="httpx/_utils.py",
        old="def ",
        new="def x(",
        faults=("function", "syntax"),
    ),
)


def main() -> None:
    """Try each, and print or write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--clones", type=Path)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    given.cache.mkdir(parents=True, exist_ok=True)
    rows = []
    for subject in SUBJECTS:
        place = given.cache / f"{subject.name}.json"
        if not place.exists() and (not given.only or subject.name in given.only):
            row = tried(subject, given.cache / subject.name, given.clones)
            place.write_text(json.dumps(row), encoding="utf-8")
        if place.exists():
            rows.append(json.loads(place.read_text(encoding="utf-8")))
    page = "\n".join(_page(rows))
    if given.write:
        PAGE.write_text(page, encoding="utf-8")
    else:
        sys.stdout.write(page)


def tried(subject: Subject, folder: Path, clones: Path | None) -> Row:
    """What init makes of a project, and what the hook says to its faults."""
    address = f"https://github.com/{subject.source}"
    source = str(clones / subject.name) if clones else address
    environ = {k: v for k, v in os.environ.items() if k != "VIRTUAL_ENV"}
    environ["DEVLOOP_CACHE_DIR"] = str(folder.with_name("workspaces"))
    run = _Runner(folder=folder, environ=environ)
    if not folder.exists():
        subprocess.run(("git", "clone", "-q", source, str(folder)), check=True)
    run("git", "checkout", "-q", subject.commit)
    run("git", "checkout", "-q", "-B", "tried")
    began = time.monotonic()
    first = run(str(DEVLOOP), "init", "--no-trial", "--json")
    advice = json.loads(first)["install"] if first.startswith("{") else []
    typed = [line for line in advice if not line.startswith(("sudo", "install "))]
    set_up = time.monotonic()
    for line in typed:
        run("sh", "-c", line)
    seconds = set_up - began
    began = time.monotonic()
    found = json.loads(run(str(DEVLOOP), "init", "--yes", "--thorough", "--json"))
    run("git", "add", "devloop.toml")
    run("git", "commit", "-q", "-m", "Guard the repository")
    is_green = run.code == 0
    seconds += time.monotonic() - began
    red = [name for name in subject.faults if FAULTS[name](run, subject)]
    return {
        "name": f"{subject.name} {subject.commit}",
        "language": subject.language,
        "typed": "; ".join(f"`{line}`" for line in typed) or "nothing",
        "on": ", ".join(tool["check"] for tool in found["tools"] if tool["on"]),
        "off": "; ".join(
            f"{tool['check']}: {tool['off'][:90]}" for tool in found["tools"] if tool["off"]
        ),
        "green": "yes" if is_green else "no",
        "red": f"{len(red)} of {len(subject.faults)}",
        "seconds": f"{seconds:.0f}",
        "unguarded": "; ".join(found["unguarded"]) or "nothing",
    }


@dataclass(slots=True)
class _Runner:
    """Starts programs in the clone and remembers how the last one ended."""

    folder: Path
    environ: Mapping[str, str]
    code: int = 0

    def __call__(self, *words: str) -> str:
        done = subprocess.run(
            words,
            cwd=self.folder,
            env=dict(self.environ),
            capture_output=True,
            text=True,
            check=False,
        )
        self.code = done.returncode
        sys.stderr.write(f"$ {' '.join(words)}\n{done.stderr[-1500:]}")
        return done.stdout


def _refused(run: _Runner, subject: Subject, staged: str | None, worktree: str | None) -> bool:
    """Whether a commit of this text is refused; None: the file is not there. All is put back."""
    place = run.folder / subject.path
    before = place.read_text(encoding="utf-8")
    if staged is None:
        run("git", "rm", "-q", "--cached", subject.path)
    else:
        place.write_text(staged, encoding="utf-8")
        run("git", "add", subject.path)
    place.write_text(before if worktree is None else worktree, encoding="utf-8")
    run("git", "commit", "-q", "-m", "Plant a fault\n\nSize-Override: a fault for a trial")
    refused = run.code != 0
    if not refused:
        run(str(DEVLOOP), "check", "HEAD", "--stage", "push")
        refused = run.code == 1
        run("git", "reset", "-q", "--soft", "HEAD~1")
    run("git", "reset", "-q")
    run("git", "checkout", "-q", subject.path)
    return refused


def _function(run: _Runner, subject: Subject) -> bool:
    text = _broken(run, subject)
    return _refused(run, subject, text, text)


def _syntax(run: _Runner, subject: Subject) -> bool:
    text = (run.folder / subject.path).read_text(encoding="utf-8") + subject.garbage
    return _refused(run, subject, text, text)


def _index(run: _Runner, subject: Subject) -> bool:
    return _refused(run, subject, _broken(run, subject), None)


def _untracked(run: _Runner, subject: Subject) -> bool:
    return _refused(run, subject, None, None)


def _emptied(run: _Runner, subject: Subject) -> bool:
    return _refused(run, subject, "", "")


def _broken(run: _Runner, subject: Subject) -> str:
    text = (run.folder / subject.path).read_text(encoding="utf-8")
    if subject.old not in text:
        raise SystemExit(f"{subject.name}: {subject.path} has no {subject.old!r}")
    return text.replace(subject.old, subject.new, 1)


FAULTS: Mapping[str, Callable[[_Runner, Subject], bool]] = {
    "function": _function,
    "syntax": _syntax,
    "index": _index,
    "untracked": _untracked,
    "emptied": _emptied,
}

HEAD = """\
# Projects in many languages

Each at the commit named, from a fresh clone: `devloop init --yes`, what it says to type first typed
as it stands, the commit of its configuration through the hook, and faults that the commit
or the push has to refuse a broken function, a syntax error, the broken function in the index alone
while the working tree is right, a needed file that is only in the working tree, and a needed file
that is empty (where the language knows such). Seconds are those of devloop, from its first start
to the first guarded commit, without what was typed; two cores, a busy machine. Repeat it:

    python benchmarks/languages.py --cache DIR --write

"""


def _page(rows: Sequence[Row]) -> list[str]:
    columns = {
        "project": "name",
        "language": "language",
        "typed first": "typed",
        "switched on": "on",
        "off, and why": "off",
        "does not guard": "unguarded",
        "green": "green",
        "faults refused": "red",
        "seconds": "seconds",
    }
    cells = [[row[key].replace("|", "\\|") for key in columns.values()] for row in rows]
    table = [list(columns), ["---"] * len(columns), *cells]
    return [HEAD, *(f"| {' | '.join(line)} |" for line in table), ""]


if __name__ == "__main__":
    main()
