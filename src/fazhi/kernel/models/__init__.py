"""What every business stands on, one module a noun."""

from fazhi.kernel.models.accounts import AccountSession, RecoveryCode, SecondFactor, SignInEvent
from fazhi.kernel.models.changes import Change, OwnRubric, OwnRule, ParameterCheck
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
from fazhi.kernel.models.jobs import ConfirmedHeading, Job, JobDownload, LedgerImport
from fazhi.kernel.models.materials import Attachment, MaterialFile
from fazhi.kernel.models.matters import Assignment, Matter, NumberCounter, Relation
from fazhi.kernel.models.organizations import Credential, Membership, Organization, User
from fazhi.kernel.models.outbox import Delivery, Message, Notice, Todo
from fazhi.kernel.models.parties import MatterParty, NameChange, Party, Unmasking

__all__ = [
    "AccountSession",
    "Assessment",
    "AssessmentResult",
    "Assignment",
    "Attachment",
    "CalendarDay",
    "Change",
    "ConfirmedHeading",
    "Correction",
    "Credential",
    "Deadline",
    "Delivery",
    "DueChange",
    "Event",
    "EventText",
    "Extension",
    "Job",
    "JobDownload",
    "LedgerImport",
    "Mark",
    "MaterialFile",
    "Matter",
    "MatterParty",
    "Membership",
    "Message",
    "NameChange",
    "Notice",
    "NumberCounter",
    "Objection",
    "Organization",
    "OwnRubric",
    "OwnRule",
    "ParameterCheck",
    "Party",
    "RecoveryCode",
    "Relation",
    "Reminder",
    "Round",
    "Seal",
    "SecondFactor",
    "Sheet",
    "SignInEvent",
    "Suspension",
    "Todo",
    "Unmasking",
    "User",
]
