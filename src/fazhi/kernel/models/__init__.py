"""What every business stands on, one module a noun."""

from fazhi.kernel.models.deadlines import CalendarDay, Deadline, DueChange, Extension, Reminder, Suspension
from fazhi.kernel.models.evaluation import (
    Assessment,
    AssessmentResult,
    Correction,
    Mark,
    Objection,
    Round,
    Sheet,
)
from fazhi.kernel.models.events import Event, EventText, Seal
from fazhi.kernel.models.materials import Attachment, MaterialFile
from fazhi.kernel.models.matters import Assignment, Matter, NumberCounter, Relation
from fazhi.kernel.models.organizations import Credential, Membership, Organization, User
from fazhi.kernel.models.outbox import Delivery, Message, Notice
from fazhi.kernel.models.parties import MatterParty, Party, Unmasking

__all__ = [
    "Assessment",
    "AssessmentResult",
    "Assignment",
    "Attachment",
    "CalendarDay",
    "Correction",
    "Credential",
    "Deadline",
    "Delivery",
    "DueChange",
    "Event",
    "EventText",
    "Extension",
    "Mark",
    "MaterialFile",
    "Matter",
    "MatterParty",
    "Membership",
    "Message",
    "Notice",
    "NumberCounter",
    "Objection",
    "Organization",
    "Party",
    "Relation",
    "Reminder",
    "Round",
    "Seal",
    "Sheet",
    "Suspension",
    "Unmasking",
    "User",
]
