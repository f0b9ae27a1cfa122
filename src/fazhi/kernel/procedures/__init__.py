"""Procedures: one declaration, from which the rest follows."""

from fazhi.kernel.procedures.declaration import (
    DOCUMENTS,
    HANDLER,
    HEAD,
    IMAGES,
    RUN_OUT,
    SYSTEM,
    Ask,
    Clock,
    Material,
    Place,
    Procedure,
    Role,
    Seat,
    State,
    Transition,
    opens,
)

__all__ = [
    "DOCUMENTS",
    "HANDLER",
    "HEAD",
    "IMAGES",
    "RUN_OUT",
    "SYSTEM",
    "Ask",
    "Clock",
    "Material",
    "Place",
    "Procedure",
    "Role",
    "Seat",
    "State",
    "Transition",
    "opens",
]
