"""What a check is shown where a project is installed as a copy: the code that is judged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from devloop.environment.copies import Copy

LAYOUTS = ("src", "", "lib", "python")
"""Where in a project its packages are, the most likely first."""

REFUSAL = """\
raise ImportError(
    "{module} is installed as a copy, which is not what is judged:"
    " python -m pip install -e {project}"
)
"""


def shown_for(
    copies: Sequence[Copy], tops: Sequence[Path], folder: Path, aside: Path
) -> Iterator[tuple[Path, Path]]:
    """For each module of each copy, what is shown in its place.

    That is the workspace's own (in `folder`) where an editable install would lead to it, else
    something made in `aside` that cannot be imported and says what to do.
    """
    for copy in copies:
        inside = _inside(copy.project, tops)
        for module in copy.modules if inside is not None else ():
            own = None if copy.compiled else _own(folder / str(inside), module)
            yield own or _refusing(aside, module, copy), copy.site / module


def _inside(project: Path, tops: Sequence[Path]) -> Path | None:
    found = (project.relative_to(top) for top in tops if project.is_relative_to(top))
    return next(found, None)


def _own(project: Path, module: str) -> Path | None:
    places = (project / layout / module for layout in LAYOUTS)
    return next((place for place in places if place.exists() and not place.is_symlink()), None)


def _refusing(aside: Path, module: str, copy: Copy) -> Path:
    is_folder = (copy.site / module).is_dir()
    text = REFUSAL.format(module=module.removesuffix(".py"), project=copy.project)
    place = aside / module
    file = place / "__init__.py" if is_folder else place
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text if is_folder or module.endswith(".py") else "")
    return place
