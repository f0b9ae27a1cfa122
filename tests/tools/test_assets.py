"""Bundles are made when something has changed and only then; the lock names no registry."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from assets import (
    BUILT,
    MANIFEST,
    PACKAGE_FILES,
    diagnosis,
    entries,
    is_ready,
    make_ready,
    manifest,
    npm_environment,
    wanted_stamp,
)
from trouble import Trouble

ROOT = Path(__file__).parents[2]
needs_packages = pytest.mark.skipif(
    not (ROOT / "node_modules" / ".fazhi.json").exists(), reason="no node_modules here: run make ready"
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with one script, one module of it and one style, and this project's packages."""
    for name in PACKAGE_FILES:
        shutil.copy(ROOT / name, tmp_path / name)
    folder = tmp_path / "src" / "fazhi" / "faces" / "static" / "one"
    (folder / "modules").mkdir(parents=True)
    (folder / "page.js").write_text('import { word } from "./modules/word.js";\nconsole.log(word);\n', "utf-8")
    (folder / "page.css").write_text("a { color: red }\n", "utf-8")
    (folder / "modules" / "word.js").write_text('export const word = "法治";\n', "utf-8")
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "bin").symlink_to(ROOT / ".venv" / "bin")
    return tmp_path


def module(project: Path) -> Path:
    return project / "src" / "fazhi" / "faces" / "static" / "one" / "modules" / "word.js"


def bundle(project: Path, name: str) -> Path:
    files = manifest(project)["files"]
    assert isinstance(files, dict)
    return project / BUILT / files[name]


def test_no_address_of_a_registry_stands_in_the_lock() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text("utf-8"))
    assert lock["packages"]
    for name, package in lock["packages"].items():
        assert "resolved" not in package, name
        assert not name or package["integrity"].startswith("sha512-"), name


def test_every_version_is_pinned() -> None:
    wanted = json.loads((ROOT / "package.json").read_text("utf-8"))["devDependencies"]
    assert [name for name, version in wanted.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)] == []


def test_what_lies_directly_in_a_static_folder_is_bundled(project: Path) -> None:
    assert list(entries(project)) == ["one/page.css", "one/page.js"]


@needs_packages
def test_a_bundle_holds_its_modules_and_is_named_by_its_content(project: Path) -> None:
    make_ready(project, project / ".venv")
    first = bundle(project, "one/page.js")
    assert "法治" in first.read_text("utf-8")
    assert (first.parent / f"{first.name}.gz").exists()
    module(project).write_text('export const word = "司法";\n', "utf-8")
    make_ready(project, project / ".venv")
    second = bundle(project, "one/page.js")
    assert second.name != first.name
    # Whoever has a page of the last build open still gets its script, and nobody that of the build before.
    assert first.exists()
    module(project).write_text('export const word = "普法";\n', "utf-8")
    make_ready(project, project / ".venv")
    assert second.exists()
    assert not first.exists()


@needs_packages
def test_a_run_with_nothing_to_do_touches_nothing(project: Path) -> None:
    make_ready(project, project / ".venv")
    made = project / BUILT / MANIFEST
    before = made.stat().st_mtime_ns
    make_ready(project, project / ".venv")
    assert made.stat().st_mtime_ns == before


@needs_packages
def test_a_run_that_was_killed_is_healed(project: Path) -> None:
    make_ready(project, project / ".venv")
    bundle(project, "one/page.css").unlink()
    assert not is_ready(project, wanted_stamp(project))
    make_ready(project, project / ".venv")
    assert bundle(project, "one/page.css").exists()
    (project / BUILT / MANIFEST).write_text('{"files": {', "utf-8")
    make_ready(project, project / ".venv")
    assert is_ready(project, wanted_stamp(project))


def test_without_node_it_says_what_to_do(project: Path) -> None:
    (project / ".venv" / "bin").unlink()
    (project / ".venv" / "bin").mkdir()
    with pytest.raises(Trouble, match="make ready"):
        make_ready(project, project / ".venv")


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        ("npm error code ENOTFOUND\nnpm error network request failed", "连不上 npm 源"),
        ("npm error code EAI_AGAIN", "连不上 npm 源"),
        ("npm error code EINTEGRITY", "校验值不符"),
        ("npm error code E401\nnpm error Unable to authenticate", "拒绝了访问"),
        ("npm error code SELF_SIGNED_CERT_IN_CHAIN", "证书不受信任"),
        ("npm error code ETARGET", "没有锁定的版本"),
        ("npm error code ENOSPC", "磁盘已满"),
        ('✘ [ERROR] Could not resolve "./nothing.js"', "原因如上"),
    ],
)
def test_a_failure_is_explained(printed: str, said: str) -> None:
    assert said in diagnosis(printed)


def test_the_npm_settings_of_the_user_are_kept() -> None:
    given = {"NPM_CONFIG_REGISTRY": "https://mirror.example/", "https_proxy": "http://proxy:1", "PATH": "/bin"}
    used = npm_environment(given, Path("/venv/bin"))
    assert used["NPM_CONFIG_REGISTRY"] == "https://mirror.example/"
    assert used["https_proxy"] == "http://proxy:1"
    assert used["PATH"] == "/venv/bin:/bin"
    own = npm_environment({**given, "npm_config_globalconfig": "/own/npmrc"}, Path("/venv/bin"))
    assert "NPM_CONFIG_GLOBALCONFIG" not in own
