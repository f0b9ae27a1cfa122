"""Lists of matters: what is asked of them, page by page, saved views, and what is done to many at once."""

from fazhi.faces.workbench.lists.bulk import bulk
from fazhi.faces.workbench.lists.notices import notice_list, read_notices
from fazhi.faces.workbench.lists.pages import matters, queue
from fazhi.faces.workbench.lists.saved import change_view, save_view

__all__ = ["bulk", "change_view", "matters", "notice_list", "queue", "read_notices", "save_view"]
