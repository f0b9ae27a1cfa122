"""Bundle what browsers load: scripts and styles under src/fazhi/**/static/, with the packages of package-lock.json.

Run by `make` with the interpreter of .venv, which brings node and npm. A run with nothing to do takes milliseconds; a
run that was killed is healed by the next one, because the manifest is written last; two runs at once wait for each
other.

Every .js and .css that lies directly in a folder ``static/<name>/`` becomes a bundle of that name; what lies deeper is
a module for others to import. Pages ask for ``<name>/<file>`` and get the file whose name carries the hash of its
content.

    .venv/bin/python tools/assets.py   bundle what has changed
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from trouble import NO_SPACE, StepFailed, Trouble, last_lines, say
from venv_state import locked

ROOT = Path(__file__).resolve().parent.parent
SOURCE = Path("src", "fazhi")
BUILT = SOURCE / "kernel" / "static" / "ui" / "built"
MANIFEST = "manifest.json"
PACKAGES = "node_modules"
PACKAGE_FILES = ("package.json", "package-lock.json", ".npmrc")
STAMP = ".fazhi.json"
# What every browser since 2021 understands.
TARGET = "es2021"
# Where distributions and installers keep npm's configuration for the whole machine; the npm of a wheel looks elsewhere.
GLOBAL_SETTINGS = ("/etc/npmrc", "/usr/etc/npmrc", "/usr/local/etc/npmrc")

REASONS = (
    (
        NO_SPACE.pattern + "|ENOSPC",
        (
            "磁盘已满：node_modules 约需 110 MB，请腾出空间后再运行。\n"
            "The disk is full: node_modules needs about 110 MB. Free some space and run again."
        ),
    ),
    (
        "EINTEGRITY",
        (
            "下载的包与锁定的校验值不符，已拒绝安装。请换一个 npm 源，或稍后再试。\n"
            "A download does not match the locked hash and was refused. Use another npm registry, or try again later."
        ),
    ),
    (
        r"SELF_SIGNED_CERT|UNABLE_TO_\w+|CERT_\w+|self[- ]signed certificate",
        (
            "npm 源的证书不受信任。请指明单位的根证书：NODE_EXTRA_CA_CERTS=/path/to/ca.pem make …\n"
            "The npm registry's certificate is not trusted. Name your organisation's root: "
            "NODE_EXTRA_CA_CERTS=/path/to/ca.pem make …"
        ),
    ),
    (
        "E401|E403|ENEEDAUTH",
        (
            "npm 源拒绝了访问。请检查 .npmrc 里的账号，或指明另一个源：NPM_CONFIG_REGISTRY=https://镜像地址 make …\n"
            "The npm registry refused access. Check the account in your .npmrc, or name another registry: "
            "NPM_CONFIG_REGISTRY=https://mirror make …"
        ),
    ),
    (
        r"E404|ETARGET|ENOVERSIONS",
        (
            "npm 源里没有锁定的版本。请换一个源：NPM_CONFIG_REGISTRY=https://镜像地址 make …\n"
            "The npm registry lacks a locked version. Use another one: NPM_CONFIG_REGISTRY=https://mirror make …"
        ),
    ),
    (
        r"ENOTFOUND|EAI_AGAIN|ECONN\w+|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|network",
        (
            "连不上 npm 源。请检查网络或代理，或指明内网镜像：NPM_CONFIG_REGISTRY=https://镜像地址 make …\n"
            "The npm registry cannot be reached. Check the network or the proxy, or name a mirror: "
            "NPM_CONFIG_REGISTRY=https://mirror make …"
        ),
    ),
)


def entries(root: Path) -> dict[str, Path]:
    """What is bundled: the name that pages ask for, such as ``ui/workbench.js``, and its source."""
    found: dict[str, Path] = {}
    for path in sorted((root / SOURCE).glob("**/static/*/*")):
        if path.suffix in (".js", ".css"):
            found[f"{path.parent.name}/{path.name}"] = path
    return found


def sources(root: Path) -> Iterator[Path]:
    """Every file that can end up in a bundle."""
    for path in sorted((root / SOURCE).glob("**/static/**/*")):
        if path.suffix in (".js", ".css") and (root / BUILT) not in path.parents:
            yield path


def packages_stamp(root: Path) -> str:
    """What node_modules was made from."""
    digest = hashlib.sha256(f"{os.uname().sysname} {os.uname().machine}".encode())
    for name in PACKAGE_FILES:
        digest.update((root / name).read_bytes())
    return digest.hexdigest()


def wanted_stamp(root: Path) -> str:
    """What the bundles are made from: sources, packages and this recipe."""
    digest = hashlib.sha256(packages_stamp(root).encode() + Path(__file__).read_bytes())
    for path in sources(root):
        digest.update(f"\0{path.relative_to(root).as_posix()}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def manifest(root: Path) -> dict[str, object]:
    """What the last finished run wrote; empty where there is none."""
    try:
        found = json.loads((root / BUILT / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def is_ready(root: Path, wanted: str) -> bool:
    made = manifest(root)
    files = made.get("files")
    return (
        made.get("made_from") == wanted
        and isinstance(files, dict)
        and all((root / BUILT / file).exists() for file in files.values())
    )


def npm_environment(environment: Mapping[str, str], tools: Path) -> dict[str, str]:
    """The user's own environment and npm configuration, with the node of .venv before any other."""
    result = {**environment, "PATH": f"{tools}{os.pathsep}{environment.get('PATH', os.defpath)}"}
    if not any(name.lower() == "npm_config_globalconfig" for name in environment):
        settings = next((path for path in GLOBAL_SETTINGS if os.path.exists(path)), None)
        if settings:
            result["NPM_CONFIG_GLOBALCONFIG"] = settings
    return result


def run(command: Sequence[str], root: Path, environment: Mapping[str, str], lock: int) -> str:
    """Run one step quietly and return what it printed, which is shown only when it fails."""
    process = subprocess.run(
        command,
        cwd=root,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        pass_fds=(lock,),
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if process.returncode:
        raise StepFailed(process.stdout or f"exit code {process.returncode}")
    return process.stdout


def install(root: Path, tools: Path, lock: int) -> None:
    """The locked packages, if they are not there as the lock says."""
    stamp, wanted = root / PACKAGES / STAMP, packages_stamp(root)
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return
    say("→ 安装前端依赖包  Installing the packages of the front end")
    npm = str(tools / "npm")
    run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], root, npm_environment(os.environ, tools), lock)
    stamp.write_text(wanted, encoding="utf-8")


def bundle(root: Path, tools: Path, lock: int) -> dict[str, str]:
    """Bundle every entry; what pages ask for and the file that they get, both below their folders."""
    named = entries(root)
    report = root / BUILT / f"metafile.{os.getpid()}.json"
    command = [
        str(tools / "node"),
        str(Path(PACKAGES, "esbuild", "bin", "esbuild")),
        *(f"{Path(name).with_suffix('')}={path.relative_to(root)}" for name, path in named.items()),
        "--bundle",
        "--minify",
        "--format=iife",
        "--charset=utf8",
        f"--target={TARGET}",
        "--legal-comments=linked",
        "--entry-names=[dir]/[name]-[hash]",
        f"--outdir={BUILT}",
        f"--metafile={report}",
        "--log-level=warning",
    ]
    try:
        printed = run(command, root, {**os.environ, "PATH": f"{tools}{os.pathsep}{os.defpath}"}, lock)
        if printed.strip():
            say(last_lines(printed))
        outputs = json.loads(report.read_text(encoding="utf-8"))["outputs"]
    finally:
        report.unlink(missing_ok=True)
    by_source = {path.relative_to(root).as_posix(): name for name, path in named.items()}
    made = {}
    for output, facts in outputs.items():
        name = by_source.get(facts.get("entryPoint", ""))
        if name is not None:
            made[name] = Path(output).relative_to(BUILT).as_posix()
    return made


def compress(path: Path) -> None:
    """The same file with gzip beside it, for the server to send to whoever takes it."""
    packed = path.with_name(path.name + ".gz")
    if not packed.exists():
        draft = packed.with_name(f"{packed.name}.{os.getpid()}")
        draft.write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))
        draft.replace(packed)


def sweep(built: Path, kept: set[str]) -> None:
    """Remove what neither this run nor the one before it names: a server that runs has the names of the one before."""
    for path in built.rglob("*"):
        name = path.relative_to(built).as_posix()
        if path.is_file() and not any(name == one or name.startswith(f"{one}.") for one in kept):
            path.unlink()


def make_ready(root: Path, venv: Path) -> None:
    wanted = wanted_stamp(root)
    if is_ready(root, wanted):
        return
    started = time.monotonic()
    tools, built = venv / "bin", root / BUILT
    # The lock of .venv, because node lies in it: nobody clears it under our hands.
    with locked(venv) as lock:
        if is_ready(root, wanted):
            return
        if not (tools / "npm").exists():
            raise Trouble(".venv 里没有 node。请先运行 make ready。\nThere is no node in .venv. Run make ready first.")
        before = manifest(root).get("files")
        built.mkdir(parents=True, exist_ok=True)
        install(root, tools, lock)
        files = bundle(root, tools, lock)
        for file in files.values():
            compress(built / file)
        draft = built / f"{MANIFEST}.{os.getpid()}"
        draft.write_text(json.dumps({"made_from": wanted, "files": files}, indent=1, sort_keys=True) + "\n", "utf-8")
        draft.replace(built / MANIFEST)
        earlier = set(before.values()) if isinstance(before, dict) else set()
        sweep(built, {MANIFEST, *files.values(), *earlier})
    say(f"✓ 页面的样式和脚本就绪  Styles and scripts ready ({time.monotonic() - started:.1f} s)")


def diagnosis(output: str) -> str:
    """What to do about a step that printed this and failed."""
    for pattern, reason in REASONS:
        if re.search(pattern, output, re.I):
            return reason
    return "页面的样式和脚本没有做成，原因如上。\nStyles and scripts could not be made; the reason stands above."


def main() -> int:
    """0: ready; 1: not, and the reason was printed; 130: interrupted."""
    try:
        make_ready(ROOT, ROOT / ".venv")
    except StepFailed as failure:
        print(last_lines(str(failure)), file=sys.stderr)
        reason = diagnosis(str(failure))
    except Trouble as trouble:
        reason = str(trouble)
    except OSError as error:
        if not NO_SPACE.search(str(error)):
            raise
        reason = diagnosis(str(error))
    except KeyboardInterrupt:
        return 130
    else:
        return 0
    print(f"✗ {reason}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
