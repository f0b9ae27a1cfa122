"""What the workbench keeps of its own: nothing that counts, only what makes work easier."""

from fazhi.faces.workbench.models.drafts import Draft, DraftFile
from fazhi.faces.workbench.models.reports import IssuedReport
from fazhi.faces.workbench.models.views import DefaultView, SavedView

__all__ = ["DefaultView", "Draft", "DraftFile", "IssuedReport", "SavedView"]
