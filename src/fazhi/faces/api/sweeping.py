"""What has had its time is let go: files sent ahead and not used, keys of writes long past."""

from __future__ import annotations

import datetime as dt

from django.utils.timezone import now as real_now

from fazhi.faces.api.models import Upload, Write

UPLOADS, WRITES = dt.timedelta(days=1), dt.timedelta(days=30)


def sweep() -> int:
    """Forget them; how many rows."""
    moment = real_now()
    uploads, _by = Upload.objects.filter(sent_at__lt=moment - UPLOADS).delete()
    writes, _by = Write.objects.filter(at__lt=moment - WRITES).delete()
    return uploads + writes
