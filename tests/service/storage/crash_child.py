"""What `test_crash` kills. It reads tasks, one JSON object a line, and forks for each: so only the first one is slow.

A task is ``address``, ``job``, ``output`` and ``moment``. For each it prints the process that does it, then how that
ended: 0, or minus the signal. ``feedback`` goes on until it is killed, and writes each receipt to the file ``output`` once
the feedback was acknowledged. The other jobs are done once; they kill themselves at the moment named. Moments are before and
after each statement and before each commit, counted from 0; a job without such a moment ends with 0.
"""

from __future__ import annotations

import itertools
import json
import os
import signal
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import alembic.command  # noqa: F401  # here, not in each process that migrates
from sqlalchemy import event, insert, update

from service.storage.backups import back_up
from service.storage.database import Database
from service.storage.erasing import erase, older_than
from service.storage.feedback import FeedbackTable
from service.storage.migrating import migrate
from service.storage.tables import AccessKey
from tests.service.storage.rows import given


def main() -> None:
    """Do the tasks until there are no more."""
    for line in sys.stdin:
        task = json.loads(line)
        pid = os.fork()
        if pid == 0:
            do(**task)
            os._exit(0)
        print(pid, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)


def do(address: str, job: str, output: str, moment: int) -> None:
    """Open the database, then do the job."""
    with closing(Database.open(address)) as database:
        die_at(database, moment)
        if job == "feedback":
            give_feedback(database, output)
        elif job == "erase":
            erase(database, older_than(events=datetime.now(UTC), texts=datetime.now(UTC)))
        elif job == "migrate":
            migrate(database)
        elif job == "rotate":
            rotate(database)
        elif job == "backup":
            back_up(database, Path(output))


def give_feedback(database: Database, output: str) -> None:
    """Without end; every whole line of the file is a promise."""
    table = FeedbackTable(database)
    with Path(output).open("a", encoding="ascii") as file:
        for number in itertools.count():
            stated = given(comment="x" * (1 + number % 500))
            receipt = table.give(stated)
            file.write(f"{receipt.feedback_id} {stated.recommendation_id} {len(stated.comment or '')}\n")
            file.flush()


def rotate(database: Database) -> None:
    """Two writes in one transaction: a new key, and the end of the old one."""
    now = datetime.now(UTC)
    values = {"kind": "secret", "portal": "p", "digest": b"x", "origins": [], "created_at": now}
    with database.durable() as connection:
        connection.execute(insert(AccessKey), values | {"key_id": "new", "replaces": "old"})
        old = update(AccessKey).where(AccessKey.key_id == "old")
        connection.execute(old.values(expires_at=now + timedelta(days=1)))


def die_at(database: Database, moment: int) -> None:
    """End this process as a crash would, at one of the moments around what it writes."""
    moments = itertools.count()

    def tick(*_of_the_event: object, **_more: object) -> None:
        if next(moments) == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    for engine in (database.quick_engine, database.durable_engine, database.alone_engine):
        for name in ("before_cursor_execute", "after_cursor_execute", "commit"):
            event.listen(engine, name, tick)


if __name__ == "__main__":
    main()
