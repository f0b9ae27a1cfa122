"""The kernel as a Django app."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """Registers nothing: the kernel knows no business."""

    name = "fazhi.kernel"
    label = "kernel"
    verbose_name = "法治内核"
