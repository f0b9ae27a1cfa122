"""A small district on an embedded server of its own, as it would be in production: durable, with the two roles."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Who walks an enforcement matter: user name, post of the district or kind of unit, role.
PEOPLE = (
    ("street", "街道", "handler"),
    ("dispatcher", "coordination.office", "dispatcher"),
    ("lead", "工作部门", "handler"),
)


@contextmanager
def platform() -> Iterator[Path]:
    """A migrated and populated platform; yields its home. What it set in the environment stays for child processes."""
    folder = Path(tempfile.mkdtemp(prefix="fazhi-bench-"))
    folder.chmod(0o755)
    os.environ |= {"FAZHI_HOME": str(folder / "home"), "FAZHI_SECRET_KEY": "of the bench"}
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fazhi.settings")
    try:
        from fazhi.kernel.database.embedded import let_go
        from fazhi.kernel.database.server import APPLICATION, as_role, database, embedded
        from fazhi.kernel.start import load

        data = folder / "data"
        owner = database(embedded(data), "fazhi_bench")
        os.environ |= {"FAZHI_OWNER_URL": owner, "DATABASE_URL": as_role(owner, APPLICATION)}
        load()
        try:
            furnish()
            yield folder
        finally:
            from django.db import connections

            connections.close_all()
            let_go(data)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def furnish(password: str | None = None, crowd: int = 0) -> None:
    """Bring the tables up to date, make the district's organisations and the people, who sign in with ``password``.

    ``crowd``: so many colleagues has each of them, street1, street2, …
    """
    from fazhi.kernel.database.migrating import migrate
    from fazhi.kernel.district import current
    from fazhi.kernel.models import Membership, Organization, User
    from fazhi.kernel.populate import populate

    migrate()
    populate()
    for name, where, role in PEOPLE:
        post = current().posts.get(where)
        units = Organization.objects.filter(name=post) if post else Organization.objects.filter(kind=where)
        first, unit = User.objects.create_user(name, f"经办人{name}", password=password), units.order_by("code")[0]
        users = [first]
        for number in range(1, crowd + 1):
            # The password's hash is dear, and the same for all.
            colleague = User(username=f"{name}{number}", name=f"经办人{name}{number}", password=first.password)
            users.append(colleague)
            colleague.save()
        for user in users:
            Membership.objects.create(user=user, organization=unit, role=role, since=dt.date(2019, 1, 1))
