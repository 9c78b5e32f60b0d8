"""What is struck: commands in situations, and what must be true of each afterwards."""

from __future__ import annotations

from devloop.run.background.queue import entries
from tests.support.guarded import CONFIG, Guarded
from tests.torture.crashes import Scenario, guards_still
from tests.torture.twin import contents

OLD_HOOK = "#!/bin/sh\necho old >> $HOME/old\n"
FIXER = """\
files = ['state', 'x.txt']
fix = 'for f in {files}; do sed s/ill/good/ $f > t; cat t > $f; rm t; done'
"""


def nothing(guarded: Guarded) -> None:
    """No preparation."""
    assert guarded.path.exists()


def _stage_good(guarded: Guarded) -> None:
    guarded.repo.stage({"state": "good 1\n"})
    guarded.repo.write("state", "good 1\nunstaged\n")
    guarded.repo.write("untracked", "mine\n")


def _committed(guarded: Guarded, *, ended_well: bool) -> None:
    head = guarded.repo.git("show", "HEAD:state")
    assert head == ("good 1" if ended_well else "good 0")
    assert guarded.text("state") == "good 1\nunstaged\n"
    assert guarded.text("untracked") == "mine\n"
    if not ended_well:
        guarded.commit("-q")
    guards_still(guarded)


def _stage_bad(guarded: Guarded) -> None:
    guarded.repo.stage({"state": "bad 1\n"})


def _never_committed(guarded: Guarded, *, ended_well: bool) -> None:
    assert not ended_well
    assert guarded.repo.git("show", "HEAD:state") == "good 0"
    guarded.commit("-q", code=1)
    guards_still(guarded)


def _slip_good(guarded: Guarded) -> None:
    guarded.slip("good 1")


def _pushed(guarded: Guarded, *, ended_well: bool) -> None:
    landed = guarded.landed()["refs/heads/main"] == guarded.repo.rev("HEAD")
    assert landed == ended_well
    guarded.push("main")
    guards_still(guarded)


def _slip_shallow(guarded: Guarded) -> None:
    guarded.slip("good shallow")


def _never_pushed(guarded: Guarded, *, ended_well: bool) -> None:
    assert not ended_well
    guarded.refused("main")
    guards_still(_without_the_last(guarded))


def _without_the_last(guarded: Guarded) -> Guarded:
    guarded.repo.git("reset", "-q", "--hard", "HEAD~1")
    return guarded


def _old_hook(guarded: Guarded) -> None:
    hook = guarded.path / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(OLD_HOOK)
    hook.chmod(0o755)


def _installed(guarded: Guarded, *, ended_well: bool) -> None:
    del ended_well
    guarded.commit("-q", "--allow-empty", code=None)
    assert (guarded.home / "old").exists(), "the old hook does not run"
    guarded.devloop("install")
    guards_still(guarded)
    _uninstalled(guarded, ended_well=True)


def _install_over_old(guarded: Guarded) -> None:
    _old_hook(guarded)
    guarded.devloop("install")


def _uninstalled(guarded: Guarded, *, ended_well: bool) -> None:
    del ended_well
    guarded.devloop("uninstall")
    hooks = guarded.path / ".git/hooks"
    here = [path.name for path in hooks.iterdir() if not path.name.endswith(".sample")]
    assert here == ["pre-commit"]
    assert (hooks / "pre-commit").read_text() == OLD_HOOK


def _unconfigured(guarded: Guarded) -> None:
    guarded.repo.git("rm", "-q", "devloop.toml")
    guarded.repo.commit("without", {"pyproject.toml": "[tool.x]\n"})


def _adopted(guarded: Guarded, *, ended_well: bool) -> None:
    place = guarded.path / "devloop.toml"
    if not place.exists() or not ended_well:
        guarded.devloop("init", "--yes", "--no-trial")
    assert "[size]" in place.read_text()
    assert (guarded.path / ".git/info/exclude").read_text().count("devloop.local.toml") == 1
    guarded.repo.commit("configure", {"devloop.toml": CONFIG})
    guarded.repo.git("push", "-q", "--no-verify", "origin", "main")
    guards_still(guarded)


def _to_fix(guarded: Guarded) -> None:
    guarded.configure(CONFIG.replace("[checks.quick]\n", f"[checks.quick]\n{FIXER}"))
    guarded.repo.stage({"state": "ill 1\n", "x.txt": "ill x\n1\n2\n3\n4\n"})
    guarded.repo.write("x.txt", "ill x\n1\n2\n3\n4\nmine\n")


def _fixed(guarded: Guarded, *, ended_well: bool) -> None:
    before = contents(guarded.path)["x.txt"][1]
    assert before.endswith(b"\n1\n2\n3\n4\nmine\n"), before
    del ended_well
    guarded.devloop("fix", code=None)
    guarded.devloop("fix")
    assert guarded.repo.git("show", ":state") == "good 1"
    assert guarded.repo.git("show", ":x.txt") == "good x\n1\n2\n3\n4"
    assert guarded.text("state") == "good 1\n"
    assert guarded.text("x.txt") == "good x\n1\n2\n3\n4\nmine\n"
    guards_still(guarded)


def _much_is_kept(guarded: Guarded) -> None:
    for number in range(3):
        guarded.commit("-q", state=f"good {number}.")
    guarded.commit("-q", state="bad 1", code=1)
    guarded.repo.git("reset", "-q", "--hard")


def _swept(guarded: Guarded, *, ended_well: bool) -> None:
    del ended_well
    guarded.devloop("gc")
    guards_still(guarded)


LARGE = "".join(
    f"\n\ndef work_{name}(given):\n" + "".join(f"    given += {n}\n" for n in range(24))
    for name in ("one", "two", "three")
)


def _stage_large(guarded: Guarded) -> None:
    guarded.repo.stage({"code.py": LARGE})
    guarded.repo.write("code.py", f"{LARGE}# mine\n")
    guarded.repo.write("untracked", "mine\n")


def _split(guarded: Guarded, *, ended_well: bool) -> None:
    """What was staged is staged or committed, all of it; the rest is as it was."""
    repo = guarded.repo
    assert repo.git("show", ":code.py") == LARGE.rstrip()
    assert guarded.text("code.py") == f"{LARGE}# mine\n"
    assert guarded.text("untracked") == "mine\n"
    done = repo.git("diff", "--cached", "--name-only") == ""
    assert done or not ended_well
    if not done:
        assert repo.git("log", "--format=%s") == "base"
        guarded.devloop("split", "--apply")
    assert repo.git("show", "HEAD:code.py") == LARGE.rstrip()
    repo.git("reset", "-q", "--hard")
    guarded.push("main")
    guards_still(guarded)


def _behind(guarded: Guarded) -> None:
    guarded.repo.write(".git/info/exclude", "/devloop.local.toml\n")
    guarded.repo.write("devloop.local.toml", "background = true\nbackground-load = 100000\n")
    guarded.slip("good 1")


def _judged_behind(guarded: Guarded, *, ended_well: bool) -> None:
    del ended_well
    guarded.devloop("hook", "post-commit")
    assert entries(guarded.path / ".git/devloop/queue") == ()
    said = guarded.push("main").said
    assert "nothing to run" in said, said
    guards_still(guarded)


COMMIT = ("git", "commit", "-q", "-m", "struck")
PUSH = ("git", "push", "-q", "origin", "main")
DEVLOOP = "devloop"

SCENARIOS = (
    Scenario("a good commit", COMMIT, _stage_good, _committed),
    Scenario("a bad commit", COMMIT, _stage_bad, _never_committed),
    Scenario("a good push", PUSH, _slip_good, _pushed),
    Scenario("a bad push", PUSH, _slip_shallow, _never_pushed),
    Scenario("install", (DEVLOOP, "install"), _old_hook, _installed, installed=False),
    Scenario("uninstall", (DEVLOOP, "uninstall"), _install_over_old, _uninstalled, installed=False),
    Scenario(
        "init",
        (DEVLOOP, "init", "--yes", "--no-trial"),
        _unconfigured,
        _adopted,
        installed=False,
    ),
    Scenario("fix", (DEVLOOP, "fix"), _to_fix, _fixed),
    Scenario("split", (DEVLOOP, "split", "--apply"), _stage_large, _split),
    Scenario("the background", (DEVLOOP, "hook", "post-commit"), _behind, _judged_behind),
    Scenario("gc", (DEVLOOP, "gc"), _much_is_kept, _swept),
)
