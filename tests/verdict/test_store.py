"""What was recorded is found again for exactly what was asked, and nothing else ever is."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from devloop.errors import NewerStore, StoreError
from devloop.git.record import replace
from devloop.verdict.manifest import Manifest
from devloop.verdict.outcome import Digest, Outcome, Verdict
from devloop.verdict.schema import STATEMENTS
from devloop.verdict.store import Store, open_store
from tests.verdict.support import files_of, kept, manifest_of, outcomes, verdict_on

PASSED, FAILED = Outcome.PASSED, Outcome.FAILED


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "devloop"


@pytest.fixture
def store(directory: Path) -> Iterator[Store]:
    made = open_store(directory)
    yield made
    made.close()


def file_of(directory: Path) -> Path:
    return directory / "verdicts.sqlite3"


def change(directory: Path, statement: str, *values: object) -> None:
    """Tamper with a store that nobody has open."""
    with closing(sqlite3.connect(file_of(directory))) as connection, connection:
        assert connection.execute(statement, values).rowcount
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def test_a_recorded_verdict_is_found_as_it_was(store: Store) -> None:
    manifest = manifest_of()
    verdict = verdict_on(manifest, log=store.logs.keep(b"words"))
    store.record([(manifest, verdict)])
    assert store.lookup([manifest]) == {manifest.key: (verdict,)}
    assert store.manifest(manifest.key) == manifest.body


def test_what_nobody_has_judged_is_not_found(store: Store) -> None:
    store.record([(manifest_of(1), verdict_on(manifest_of(1)))])
    assert store.lookup([manifest_of(2)]) == {}
    assert store.lookup([]) == {}


def test_a_verdict_outlives_the_process(directory: Path) -> None:
    kept(directory, [manifest_of()])
    assert outcomes(directory, manifest_of()) == (PASSED,)


@pytest.mark.parametrize("outcome", [o for o in Outcome if not o.is_verdict])
def test_an_outcome_that_is_no_verdict_is_refused(store: Store, outcome: Outcome) -> None:
    manifest = manifest_of()
    with pytest.raises(ValueError, match="verdict"):
        store.record([(manifest, verdict_on(manifest, outcome))])
    assert store.lookup([manifest]) == {}


def test_a_verdict_under_another_key_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="verdict"):
        store.record([(manifest_of(1), verdict_on(manifest_of(2)))])


def test_of_two_outcomes_of_one_key_both_are_kept_newest_first(store: Store) -> None:
    manifest = manifest_of()
    store.record([(manifest, verdict_on(manifest, PASSED))])
    store.record([(manifest, verdict_on(manifest, FAILED))])
    assert [v.outcome for v in store.lookup([manifest])[manifest.key]] == [FAILED, PASSED]


def test_either_all_of_a_batch_is_kept_or_nothing(store: Store) -> None:
    good, bad = manifest_of(1), manifest_of(2)
    with pytest.raises(ValueError, match="verdict"):
        store.record([(good, verdict_on(good)), (bad, verdict_on(bad, Outcome.ERRORED))])
    assert store.lookup([good]) == {}


def test_thousands_of_keys_are_asked_for_at_once(store: Store) -> None:
    manifests = files_of(4000)
    store.record((m, verdict_on(m)) for m in manifests[:3000])
    assert set(store.lookup(manifests)) == {m.key for m in manifests[:3000]}


def test_two_manifests_under_one_key_are_a_miss(store: Store) -> None:
    """A collision of the hash, as nobody has seen one yet."""
    manifest = manifest_of(1)
    store.record([(manifest, verdict_on(manifest))])
    colliding = replace(manifest_of(2), key=manifest.key)
    assert store.lookup([colliding]) == {}


def test_a_verdict_recorded_under_a_collision_is_not_the_firsts(store: Store) -> None:
    manifest = manifest_of(1)
    store.record([(manifest, verdict_on(manifest, FAILED))])
    colliding = replace(manifest_of(2), key=manifest.key)
    store.record([(colliding, verdict_on(colliding, PASSED))])
    assert store.lookup([manifest]) == {}
    assert [v.outcome for v in store.lookup([colliding])[manifest.key]] == [PASSED]


@pytest.mark.parametrize(
    ("statement", "value"),
    [
        ("UPDATE verdict SET outcome = ?", "passed"),
        ("UPDATE verdict SET key = ?", manifest_of(2).key),
        ("UPDATE verdict SET tree = ?", "b" * 40),
        ("UPDATE verdict SET check_name = ?", "lint"),
        ("UPDATE manifest SET body = ?", b"{}"),
        ("UPDATE manifest SET body = ?", "text"),
        ("UPDATE manifest SET body = ?", 1 << 40),
        ("UPDATE manifest SET body = ?", 1.5),
        ("UPDATE verdict SET seconds = ?", "soon"),
        ("UPDATE verdict SET exit_code = ?", "none"),
        ("UPDATE verdict SET log = ?", 17),
    ],
)
def test_a_row_that_was_tampered_with_is_a_miss(
    directory: Path, statement: str, value: object
) -> None:
    kept(directory, [manifest_of()], FAILED)
    kept(directory, [manifest_of(2)], FAILED)
    change(directory, f"{statement} WHERE key = ?", value, manifest_of().key)
    assert PASSED not in outcomes(directory, manifest_of())
    assert PASSED not in outcomes(directory, manifest_of(2))
    assert outcomes(directory, manifest_of()) == ()


def test_a_store_of_a_newer_devloop_is_a_miss_and_is_left_alone(directory: Path) -> None:
    kept(directory, [manifest_of()])
    change_version(directory, 99)
    before = file_of(directory).read_bytes()
    with closing(open_store(directory)) as store:
        assert store.lookup([manifest_of()]) == {}
        assert "newer devloop" in store.problem
        with pytest.raises(NewerStore, match="newer devloop"):
            store.record([(manifest_of(), verdict_on(manifest_of()))])
    assert file_of(directory).read_bytes() == before


def change_version(directory: Path, version: int) -> None:
    with closing(sqlite3.connect(file_of(directory))) as connection:
        connection.execute(f"PRAGMA user_version={version}")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def text_in_its_place(file: Path) -> None:
    file.write_text("these are not the verdicts you are looking for" * 100)


def nothing_in_its_place(file: Path) -> None:
    file.write_bytes(b"")


def cut_in_half(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def cut_after_the_first_page(file: Path) -> None:
    os.truncate(file, 4096)


def cut_in_mid_page(file: Path) -> None:
    os.truncate(file, 1000)


def zeros_from_the_second_page_on(file: Path) -> None:
    size = file.stat().st_size
    with file.open("r+b") as handle:
        handle.seek(4096)
        handle.write(bytes(size - 4096))


def noise_from_the_second_page_on(file: Path) -> None:
    size = file.stat().st_size
    with file.open("r+b") as handle:
        handle.seek(4096)
        handle.write(os.urandom(size - 4096))


def tables_of_somebody_else(file: Path) -> None:
    file.unlink()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE verdict (a)")
        connection.execute("PRAGMA user_version=1")


def tables_missing(file: Path) -> None:
    file.unlink()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA user_version=1")


def a_format_to_read_that_there_never_was(file: Path) -> None:
    overwrite(file, 19, b"0")


def a_format_to_write_that_there_never_was(file: Path) -> None:
    overwrite(file, 18, b"0")


def a_name_of_an_index_that_is_no_text(file: Path) -> None:
    overwrite(file, file.read_bytes().index(b"indexverdict_key") + len("index"), b"\x80")


def overwrite(file: Path, place: int, content: bytes) -> None:
    with file.open("r+b") as opened:
        opened.seek(place)
        opened.write(content)


DAMAGES = [
    a_format_to_read_that_there_never_was,
    a_format_to_write_that_there_never_was,
    a_name_of_an_index_that_is_no_text,
    text_in_its_place,
    nothing_in_its_place,
    cut_in_half,
    cut_after_the_first_page,
    cut_in_mid_page,
    zeros_from_the_second_page_on,
    noise_from_the_second_page_on,
    tables_of_somebody_else,
    tables_missing,
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_store_is_a_miss_and_works_again(
    directory: Path, damage: Callable[[Path], None]
) -> None:
    """What was there is set aside for whoever wants to look, and it is said."""
    manifests = files_of(300)
    kept(directory, manifests, FAILED)
    damage(file_of(directory))
    for _ in range(2):
        with closing(open_store(directory)) as store:
            found = store.lookup(manifests)
            assert all(v.outcome is FAILED for vs in found.values() for v in vs)
    kept(directory, [manifest_of()])
    assert outcomes(directory, manifest_of()) == (PASSED,)


def test_that_a_store_was_damaged_is_said_and_the_old_one_kept(directory: Path) -> None:
    kept(directory, [manifest_of()])
    text_in_its_place(file_of(directory))
    with closing(open_store(directory)) as store:
        assert "damaged" in store.problem
    assert list(directory.glob("verdicts.sqlite3.damaged-*"))
    with closing(open_store(directory)) as store:
        assert store.problem == ""


def test_whoever_nobody_hears_leaves_a_damaged_store_to_others(directory: Path) -> None:
    kept(directory, [manifest_of()])
    damage = b"no database at all" * 1000
    for file in directory.glob("verdicts.sqlite3*"):
        file.unlink()
    (directory / "verdicts.sqlite3").write_bytes(damage)
    with closing(open_store(directory, repairs=False)) as store:
        assert "damaged" in store.problem
        assert store.lookup([manifest_of()]) == {}
        with pytest.raises(StoreError):
            store.record([(manifest_of(), verdict_on(manifest_of()))])
    assert (directory / "verdicts.sqlite3").read_bytes() == damage


def test_a_log_of_changes_beside_a_damaged_store_gives_no_other_verdict(directory: Path) -> None:
    store = open_store(directory)
    store.record([(manifest_of(), verdict_on(manifest_of(), FAILED))])
    changes = file_of(directory).with_name("verdicts.sqlite3-wal").read_bytes()
    store.close()
    text_in_its_place(file_of(directory))
    file_of(directory).with_name("verdicts.sqlite3-wal").write_bytes(changes)
    assert outcomes(directory, manifest_of()) in ((), (FAILED,))
    kept(directory, [manifest_of(2)])
    assert outcomes(directory, manifest_of(2)) == (PASSED,)


@pytest.mark.parametrize("name", ["verdicts.sqlite3-wal", "verdicts.sqlite3-shm"])
@pytest.mark.parametrize("noise", [b"", b"\0" * 5000, b"noise" * 5000])
def test_noise_beside_the_store_is_no_verdict(directory: Path, name: str, noise: bytes) -> None:
    kept(directory, [manifest_of()], FAILED)
    (directory / name).write_bytes(noise)
    assert PASSED not in outcomes(directory, manifest_of())
    kept(directory, [manifest_of(2)])
    assert outcomes(directory, manifest_of(2)) == (PASSED,)


def test_a_folder_in_place_of_the_store_is_a_miss(directory: Path) -> None:
    file_of(directory).mkdir(parents=True)
    with closing(open_store(directory)) as store:
        assert store.lookup([manifest_of()]) == {}
        assert store.problem
        with pytest.raises(StoreError):
            store.record([(manifest_of(), verdict_on(manifest_of()))])


def test_a_file_in_place_of_the_directory_is_a_miss(directory: Path) -> None:
    directory.write_text("")
    with closing(open_store(directory)) as store:
        assert store.lookup([manifest_of()]) == {}
        assert store.problem
        with pytest.raises(StoreError):
            store.record([(manifest_of(), verdict_on(manifest_of()))])


AS_SOMEBODY_ELSE = """
import json, os, sys
from pathlib import Path
from urllib.parse import quote_from_bytes
from devloop.errors import NewerStore, StoreError
from devloop.verdict.store import open_store
from tests.verdict.support import manifest_of, verdict_on
if os.geteuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
store = open_store(Path(sys.argv[1]))
print([v.outcome.value for vs in store.lookup([manifest_of()]).values() for v in vs])
try:
    store.record([(manifest_of(2), verdict_on(manifest_of(2)))])
except StoreError as error:
    print("refused", bool(error.message))
print(len(store.lookup([manifest_of(2)])))
store.close()
"""


@pytest.fixture
def readable(tmp_path: Path) -> Path:
    """A directory that another user may read, in folders that may be entered."""
    place = tmp_path
    while place != place.parent and place.owner() == tmp_path.owner() and place.parts[1:2]:
        place.chmod(0o755)
        place = place.parent
        if place == Path("/tmp"):  # noqa: S108 - where the climb ends
            break
    return tmp_path / "odd ?#% name"


def test_a_store_that_may_only_be_read_answers_and_refuses_to_record(readable: Path) -> None:
    kept(readable, [manifest_of()])
    for file in readable.iterdir():
        if file.is_file():
            file.chmod(0o444)
    readable.chmod(0o555)
    try:
        done = subprocess.run(
            [sys.executable, "-c", AS_SOMEBODY_ELSE, str(readable)],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        readable.chmod(0o755)
    assert done.stderr == ""
    assert done.stdout.splitlines() == ["['passed']", "refused True", "0"]


def test_a_locked_store_is_waited_for(directory: Path) -> None:
    kept(directory, [])
    other = sqlite3.connect(file_of(directory), isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    end = threading.Timer(0.3, other.execute, ["COMMIT"])
    end.start()
    kept(directory, [manifest_of()])
    end.join()
    other.close()
    assert outcomes(directory, manifest_of()) == (PASSED,)


def test_a_store_that_stays_locked_is_read_and_not_written(directory: Path) -> None:
    kept(directory, [manifest_of()])
    store = open_store(directory, patience=0.1)
    with closing(store), closing(sqlite3.connect(file_of(directory))) as other:
        other.execute("BEGIN IMMEDIATE")
        assert store.lookup([manifest_of()])
        with pytest.raises(StoreError, match="lock"):
            store.record([(manifest_of(2), verdict_on(manifest_of(2)))])


def test_a_store_that_is_locked_against_readers_is_a_miss(directory: Path) -> None:
    kept(directory, [manifest_of()])
    with closing(sqlite3.connect(file_of(directory))) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        other.execute("DELETE FROM memo")
        with closing(open_store(directory, patience=0.1)) as store:
            assert store.lookup([manifest_of()]) == {}
            with pytest.raises(StoreError):
                store.record([(manifest_of(2), verdict_on(manifest_of(2)))])
        other.execute("ROLLBACK")
    assert outcomes(directory, manifest_of()) == (PASSED,)


def test_threads_share_a_store(store: Store) -> None:
    manifests = files_of(64)

    def record(some: tuple[Manifest, ...]) -> None:
        for manifest in some:
            store.record([(manifest, verdict_on(manifest))])
            assert store.lookup([manifest])

    threads = [threading.Thread(target=record, args=(manifests[n::4],)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(store.lookup(manifests)) == len(manifests)


def record_one_by_one(directory: Path, manifests: tuple[Manifest, ...]) -> None:
    """What each of several processes does: open the same store and record into it."""
    with closing(open_store(directory)) as store:
        for manifest in manifests:
            log = store.logs.keep(manifest.body)
            store.record([(manifest, verdict_on(manifest, log=log))])
        assert len(store.lookup(manifests)) == len(manifests)


def eight_processes_record(directory: Path) -> None:
    manifests = files_of(80)
    start = multiprocessing.get_context("spawn")
    workers = [
        start.Process(target=record_one_by_one, args=(directory, manifests[n::8])) for n in range(8)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0] * 8
    with closing(open_store(directory)) as store:
        assert len(store.lookup(manifests)) == len(manifests)
        assert store.problem == ""


def test_eight_processes_make_and_fill_one_store(directory: Path) -> None:
    eight_processes_record(directory)
    assert not list(directory.glob("*damaged*"))


def test_eight_processes_that_find_a_damaged_store_start_again_once(directory: Path) -> None:
    """What one of them has recorded in the new one is not set aside by the next."""
    kept(directory, files_of(300))
    noise_from_the_second_page_on(file_of(directory))
    eight_processes_record(directory)
    aside = {path.name.removesuffix("-wal") for path in directory.glob("*.damaged-*")}
    assert len({name.removesuffix("-shm") for name in aside}) == 1


KILLED_WHILE_RECORDING = """
import os, signal, sys
from pathlib import Path
from devloop.verdict.store import open_store
from tests.verdict.support import manifest_of, verdict_on
store = open_store(Path(sys.argv[1]))
log = store.logs.keep(b"words")
if sys.argv[2] == "before the row":
    os.kill(os.getpid(), signal.SIGKILL)
with store.writing() as connection:
    connection.execute("INSERT INTO manifest VALUES (?, ?)", ("k", b"{}"))
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("moment", ["before the row", "before the end"])
def test_a_process_killed_while_it_records_leaves_nothing(directory: Path, moment: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLED_WHILE_RECORDING, str(directory), moment],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    with closing(open_store(directory)) as store:
        assert store.manifest(Digest("k")) is None
        assert store.latest("tests", 10) == ()
    kept(directory, [manifest_of()])
    assert outcomes(directory, manifest_of()) == (PASSED,)


def test_the_newest_verdicts_of_a_check_come_first(store: Store) -> None:
    for number, name in enumerate(("tests", "lint", "tests")):
        manifest = manifest_of(number, check=name)
        store.record([(manifest, verdict_on(manifest, check=name, recorded=float(number)))])
    assert [v.recorded for v in store.latest("tests", 5)] == [2.0, 0.0]
    assert [v.recorded for v in store.latest("tests", 1)] == [2.0]


def test_a_store_of_the_version_before_is_taken_over(tmp_path: Path) -> None:
    with closing(open_store(tmp_path / "new")) as store:
        store.record([(manifest_of(), verdict_on(manifest_of()))])
    copy_into_version_1(file_of(tmp_path / "new"), file_of(tmp_path / "old"))
    with closing(open_store(tmp_path / "old")) as store:
        assert not store.problem
        assert store.lookup([manifest_of()])[manifest_of().key] == (verdict_on(manifest_of()),)
        store.record([(manifest_of(), recorded(verdict_on(manifest_of())))])
        assert store.recorded(WEAK, 8) == (recorded(verdict_on(manifest_of())),)


def copy_into_version_1(new: Path, old: Path) -> None:
    statements = (s.replace(", record TEXT, outside TEXT, weak TEXT", "") for s in STATEMENTS)
    old.parent.mkdir()
    with closing(sqlite3.connect(old, isolation_level=None)) as connection:
        for statement in statements:
            if "verdict_weak" not in statement:
                connection.execute(statement)
        connection.execute("PRAGMA user_version=1")
        connection.execute("ATTACH ? AS new", (str(new),))
        connection.execute("INSERT INTO manifest SELECT * FROM new.manifest")
        connection.execute(
            "INSERT INTO verdict SELECT id, key, check_name, outcome, tree, seconds, exit_code,"
            " log, note, recorded, seal FROM new.verdict"
        )


WEAK, RECORD = Digest("e" * 64), Digest("d" * 64)


def recorded(verdict: Verdict) -> Verdict:
    return replace(verdict, evidence=replace(verdict.evidence, record=RECORD, weak=WEAK))


@pytest.mark.parametrize("change", ["record = NULL, weak = NULL", "record = 'other'", "weak = 'x'"])
def test_a_verdict_whose_record_was_taken_away_is_none(tmp_path: Path, change: str) -> None:
    with closing(open_store(tmp_path)) as store:
        store.record([(manifest_of(), recorded(verdict_on(manifest_of())))])
        with store.writing() as connection:
            connection.execute(f"UPDATE verdict SET {change}")  # noqa: S608
        assert store.lookup([manifest_of()]) == {}
        assert store.recorded(WEAK, 8) == ()


def test_only_the_newest_recorded_verdicts_are_given(tmp_path: Path) -> None:
    with closing(open_store(tmp_path)) as store:
        many = [recorded(verdict_on(manifest_of(number))) for number in range(10)]
        store.record((manifest_of(number), verdict) for number, verdict in enumerate(many))
        assert store.recorded(WEAK, 8) == tuple(reversed(many))[:8]
