"""What a check shall see where, as values."""

from __future__ import annotations

from pathlib import Path

from devloop.git.record import replace
from devloop.workspace.namespace.mounts import Mount
from devloop.workspace.namespace.view import Bind, Layer, Mirror, Step, Wanted, view_of

TOP, SLOT = Path("/home/me/shop"), Path("/home/me/.cache/slot")
WANTED = Wanted(
    tops=(TOP,),
    workspace=SLOT / "tree",
    own=SLOT,
    layers=((TOP / ".venv", TOP / ".venv"),),
    vanishing=(Path("/home/me"),),
)


def steps(wanted: Wanted, *mounts: Mount) -> dict[str, Step]:
    return {str(step.at): step for step in view_of(wanted, mounts).steps}


def test_home_comes_before_the_worktree_and_the_worktree_before_its_environment() -> None:
    order = list(steps(WANTED))
    wanted = ["/home/me", "/home/me/shop", "/home/me/shop/.venv"]
    assert [at for at in order if at in wanted] == wanted


def test_the_workspace_stands_in_every_worktree() -> None:
    found = steps(replace(WANTED, tops=(TOP, Path("/srv/shop-main"))))
    assert found["/srv/shop-main"] == Bind(
        source=SLOT / "tree", at=Path("/srv/shop-main"), writable=True
    )
    assert found[str(TOP)] == Bind(source=SLOT / "tree", at=TOP, writable=True)


def test_a_worktree_inside_the_judged_one_is_not_there() -> None:
    assert str(TOP / "wt/b") not in steps(replace(WANTED, tops=(TOP, TOP / "wt/b")))


def test_a_worktree_around_the_judged_one_holds_links_into_it() -> None:
    inner = TOP / "wt/a"
    found = steps(replace(WANTED, tops=(inner, TOP, TOP / "wt/b")))
    assert found[str(TOP)] == Mirror(source=SLOT / "tree", at=TOP, inner=inner)
    assert found[str(inner)] == Bind(source=SLOT / "tree", at=inner, writable=True)
    assert str(TOP / "wt/b") not in found


def test_where_home_is_the_worktree_the_workspace_stands_there() -> None:
    found = steps(replace(WANTED, tops=(Path("/home/me"),)))
    assert found["/home/me"] == Bind(source=SLOT / "tree", at=Path("/home/me"), writable=True)
    assert found[str(SLOT)] == Bind(source=SLOT, at=SLOT, writable=True)


def test_what_is_mounted_below_a_layer_is_shown_again_but_for_what_is_unsteady() -> None:
    disk = Mount(at=Path("/home/me/disk"), kind="xfs", read_only=False)
    portal = Mount(at=Path("/home/me/doc"), kind="fuse.portal", read_only=False)
    found = steps(WANTED, disk, portal)
    assert found["/home/me/disk"] == Bind(source=disk.at, at=disk.at, below=True, optional=True)
    assert "/home/me/doc" not in found


def test_what_is_mounted_where_sockets_are_is_a_layer_too() -> None:
    session = Mount(at=Path("/run/user/7"), kind="tmpfs", read_only=False)
    found = steps(WANTED, session)["/run/user/7"]
    assert found == Layer(source=session.at, at=session.at, optional=True)


def test_the_file_systems_of_the_kernel_stay_as_they_are() -> None:
    mounts = (
        Mount(at=Path("/proc"), kind="proc", read_only=False),
        Mount(at=Path("/proc/sys"), kind="proc", read_only=True),
        Mount(at=Path("/"), kind="ext4", read_only=False),
    )
    assert view_of(WANTED, mounts).writable == (Path("/proc"),)
