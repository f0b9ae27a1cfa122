"""Somebody who walks a matter through its pages in a browser."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import FilePayload, Page, expect
from serving import faults, fits

from workbench_forms import large_photo


@dataclass
class Walker:
    """Somebody at a screen, and the matter by its title. Nothing runs out of whatever page is come to.

    ``seen`` is shared by those who walk together: with ``SHOTS`` set, their pages are pictured in the order of it.
    """

    page: Page
    title: str
    seen: list[str] = field(default_factory=list)

    def look(self, name: str) -> None:
        self.page.wait_for_load_state()
        assert fits(self.page), name
        self.seen.append(name)
        if shots := os.environ.get("SHOTS"):
            folder = Path(shots, f"{self.title}-{(self.page.viewport_size or {'width': 0})['width']}")
            folder.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=folder / f"{len(self.seen):02}-{name}.png", full_page=True)

    def looks_closely(self, name: str) -> None:
        """At a page that is met nowhere else: axe too finds nothing on it."""
        self.look(name)
        assert faults(self.page) == [], name

    def opens_from_the_queue(self, tab: str = "") -> None:
        self.page.goto(f"/workbench/{tab}")
        self.look("queue")
        self.page.get_by_role("link", name=self.title).first.click()
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(self.title)
        self.look("matter")

    def begins(self, label: str) -> None:
        self.page.locator(".next").get_by_role("link", name=label, exact=True).click()
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(label)
        self.look(label)

    def sends(self, label: str) -> None:
        form = self.page.locator("form[data-form]")
        form.get_by_role("button", name=label, exact=True).click()
        self.page.get_by_text("办好了").wait_for()
        self.look(f"{label}-done")

    def uploads(self, label: str, name: str) -> None:
        payload = FilePayload(name=name, mimeType="image/jpeg", buffer=large_photo(name=name).read())
        self.page.get_by_label(label).set_input_files(payload)
        self.page.get_by_text(f"{name} ").first.wait_for()

    def marks(self, points: str, target: str) -> None:
        self.page.get_by_label("被评价单位").select_option(label=target)
        rows = self.page.locator(".marks input[data-full]")
        for number in range(rows.count()):
            rows.nth(number).fill(points)
