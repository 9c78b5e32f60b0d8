"""A check that is red for want of something that the caller has says how to hand it on."""

from __future__ import annotations

from tests.support.guarded import Guarded, one_check


def test_a_variable_of_the_callers_is_named_also_when_the_failure_is_known(
    guarded: Guarded,
) -> None:
    guarded.repo.environ["SERVICE_URL"] = "x"
    guarded.repo.commit("ask", {"devloop.toml": one_check('echo "${SERVICE_URL?not set}"')})
    for _ in range(2):
        said = guarded.devloop("check", "HEAD", code=1).said
        assert (
            '→ SERVICE_URL is set here, and the check did not get it: pass-env = ["SERVICE_URL"]'
            in said
        )


def test_a_file_that_git_ignores_is_named(guarded: Guarded) -> None:
    repo = guarded.repo
    config = one_check("cat data/a.csv")
    repo.commit("read", {"devloop.toml": config, ".gitignore": "/data/\n"})
    repo.write("data/a.csv", "1\n")
    assert 'share = ["data"]' in guarded.devloop("check", "HEAD", code=1).said
