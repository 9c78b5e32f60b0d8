"""The variables a check gets: an allow-list, so that what nobody declared cannot matter."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path

from devloop.environment.repository_key import keyed_digest

ALLOWED = (
    *("HOME", "USER", "LOGNAME", "SHELL", "TMPDIR", "TZ", "LANG", "LANGUAGE", "LC_*", "XDG_*"),
    *("FORCE_COLOR", "NO_COLOR"),
    # The network, and whom it trusts.
    *("all_proxy", "http_proxy", "https_proxy", "no_proxy"),
    *("ALL_PROXY", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"),
    *("CURL_CA_BUNDLE", "NETRC", "REQUESTS_CA_BUNDLE", "SSL_CERT_DIR", "SSL_CERT_FILE"),
    # Compilers and what they are told.
    *("AR", "CC", "CCSHARED", "CFLAGS", "CPATH", "CPPFLAGS", "CXX", "CXXFLAGS", "LDFLAGS"),
    *("LD_LIBRARY_PATH", "LIBRARY_PATH", "PKG_CONFIG*", "CMAKE_*", "NIX_*"),
    *("SDKROOT", "DEVELOPER_DIR", "MACOSX_DEPLOYMENT_TARGET"),
    # Python's own tools; what steers its imports is none of them.
    *("PIP_*", "UV_*", "VIRTUALENV_*", "PIPX_*", "PDM_*", "POETRY_*", "HATCH_*"),
    *("CONDA_PREFIX", "CONDA_DEFAULT_ENV", "PYENV_ROOT", "PYENV_VERSION"),
    *("PRE_COMMIT_HOME", "PREK_HOME"),
    # Where the tools of other languages are, and their settings.
    *("CARGO_HOME", "RUSTUP_HOME", "RUSTUP_TOOLCHAIN", "RUSTFLAGS", "RUSTC_WRAPPER"),
    *("GOPATH", "GOROOT", "GOFLAGS", "GOCACHE", "GOMODCACHE", "GOPROXY", "GOPRIVATE"),
    *("GONOSUMDB", "GOSUMDB", "GOTOOLCHAIN", "CGO_*"),
    *("NODE_OPTIONS", "NODE_ENV", "NODE_EXTRA_CA_CERTS", "NPM_CONFIG_*", "npm_config_*"),
    *("NVM_DIR", "VOLTA_HOME", "COREPACK_HOME", "PNPM_HOME", "BUN_INSTALL", "DENO_DIR"),
    *("JAVA_HOME", "JAVA_OPTS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "MAVEN_OPTS", "M2_HOME"),
    *("GRADLE_HOME", "GRADLE_OPTS", "GRADLE_USER_HOME", "ANDROID_HOME", "ANDROID_SDK_ROOT"),
    *("DOTNET_ROOT", "NUGET_PACKAGES", "GEM_HOME", "GEM_PATH", "BUNDLE_*", "RBENV_*"),
    *("ASDF_*", "MISE_*"),
    # What stands outside of the repository, and tests talk to.
    *("DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "SSH_AUTH_SOCK", "KUBECONFIG"),
    *("DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_CONFIG", "DOCKER_CERT_PATH", "DOCKER_TLS_VERIFY"),
    "CONTAINER_HOST",
)
"""What a check gets of the caller's variables without asking, where tox, nox and pre-commit hand
them on too. What could lead imports to the working tree (`PYTHONPATH`, `NODE_PATH`) stays out."""

SESSION = (
    "TMPDIR",
    "TEMP",
    "TMP",
    "XDG_RUNTIME_DIR",
    "XDG_SESSION_*",
    "XDG_SEAT*",
    "XDG_VTNR",
    "XDG_CURRENT_DESKTOP",
    "XDG_MENU_PREFIX",
    "DEVLOOP*",
)
"""Variables that differ from terminal to terminal without changing what a check says; unless
they are declared they stay out of the key."""


SOCKETS = ("SSH_AUTH_SOCK", "WAYLAND_DISPLAY", "XAUTHORITY")
"""Variables whose value is new in every session: that they are set is in the key, the place is
not, unless they are declared."""


def child_variables(
    environ: Mapping[str, str],
    python: Path,
    *,
    pass_env: Sequence[str],
    env: Sequence[tuple[str, str]],
    own_prefix: Path,
) -> dict[str, str]:
    """The variables of a check: allowed, declared (`pass_env`), given (`env`), and a clean PATH.

    `own_prefix` is the environment devloop itself lives in. No `GIT_*` variable passes, so no
    check can be led to the user's repository by one. `TERM` is the same everywhere, since a
    check writes to no terminal and would else differ from one to the next.
    """
    allowed = (*ALLOWED, *pass_env)
    passed = {
        name: value
        for name, value in environ.items()
        if _matches(name, allowed) and not name.startswith("GIT_")
    }
    passed.setdefault("TERM", "dumb")
    passed["PATH"] = search_path(environ.get("PATH", os.defpath), python, own_prefix)
    if (python.parent.parent / "pyvenv.cfg").exists():
        passed["VIRTUAL_ENV"] = str(python.parent.parent)
    return {**passed, **dict(env)}


def search_path(path: str, python: Path, own_prefix: Path) -> str:
    """PATH with the project's programs first, and without what git and devloop put into it.

    The same for a hook, a terminal and a hook framework, so that they share verdicts.
    """
    own = own_prefix if sys.prefix != sys.base_prefix else None
    unwanted = {str(own / "bin")} if own is not None else set()
    entries = [str(python.parent), *path.split(os.pathsep)]
    whole = (os.path.normpath(e) for e in entries if os.path.isabs(e))  # noqa: PTH117 - texts
    kept = (e for e in whole if not _is_git_exec_path(e))
    return os.pathsep.join(
        dict.fromkeys(e for e in kept if e == str(python.parent) or e not in unwanted)
    )


def search_modules(variables: Mapping[str, str]) -> tuple[str, ...]:
    """Folders outside of the content that the variables add to where Python looks for modules."""
    named = variables.get("PYTHONPATH", "").split(os.pathsep)
    return tuple(folder for folder in named if Path(folder).is_absolute())


def _is_git_exec_path(entry: str) -> bool:
    return entry.rstrip("/\\").replace("\\", "/").endswith("/git-core")


def visible(
    variables: Mapping[str, str], declared: Iterable[str], key: bytes
) -> tuple[tuple[str, str], ...]:
    """Name and digest of every variable that counts for a verdict, sorted.

    Values are kept as digests under the key of the clone, because some of them are secrets.
    """
    named = tuple(declared)
    return tuple(
        (name, keyed_digest(key, value if name not in SOCKETS or _matches(name, named) else "set"))
        for name, value in sorted(variables.items())
        if _matches(name, named) or not _matches(name, SESSION)
    )


def _matches(name: str, patterns: Iterable[str]) -> bool:
    return _is_among(name, tuple(patterns))


@lru_cache(maxsize=4096)
def _is_among(name: str, patterns: tuple[str, ...]) -> bool:
    """Asked for every variable of every check, before and after it has run."""
    return any(name == p or ("*" in p and fnmatchcase(name, p)) for p in patterns)
