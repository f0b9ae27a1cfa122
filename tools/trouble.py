"""What goes wrong while the environment is made, in words that say what to do. Readable by Python 3.8."""

from __future__ import annotations

import re

# A step that failed with less than this left failed for want of space, whatever it printed: what it had half written
# is gone by the time one looks.
LEAST_FREE = 100 * 2**20

NO_SPACE = re.compile(r"No space left on device|os error 28\b|Errno 28\b|Disk quota exceeded", re.I)
NO_NETWORK = re.compile(
    r"name resolution|NameResolutionError|Name or service not known|nodename nor servname|dns error|NewConnectionError"
    r"|Failed to establish|Connection refused|Network is unreachable|ConnectTimeout|ReadTimeout|timed out|ProxyError"
    r"|Connection reset|error sending request|Could not connect|tcp connect error",
    re.I,
)
BAD_CERTIFICATE = re.compile(r"CERTIFICATE_VERIFY_FAILED|SSLError|invalid peer certificate|UnknownIssuer", re.I)
BAD_HASH = re.compile(r"DO NOT MATCH THE HASHES|Hash mismatch", re.I)


class Trouble(Exception):
    """Something the person at the keyboard can mend; the text says how, in Chinese and in English."""


class StepFailed(Exception):
    """A command of the installation failed; the text is what it printed."""


def say(text: str) -> None:
    print(text, flush=True)


def explain(output: str, free_bytes: int) -> str | None:
    """What a person can do about a failed step, or None if the output names no cause known here."""
    if NO_SPACE.search(output) or free_bytes < LEAST_FREE:
        return (
            "磁盘已满：.venv 约需 1 GB，请腾出空间后再运行。\n"
            "The disk is full: .venv needs about 1 GB. Free some space and run again."
        )
    if BAD_HASH.search(output):
        return (
            "下载的包与锁定的校验值不符，已拒绝安装。请换一个软件源，或稍后再试。\n"
            "A download does not match the locked hash and was refused. Use another index, or try again later."
        )
    if BAD_CERTIFICATE.search(output):
        return (
            "软件源的证书不受信任。请指明单位的根证书：PIP_CERT=/path/to/ca.pem make …\n"
            "The index's certificate is not trusted. Name your organisation's root: PIP_CERT=/path/to/ca.pem make …"
        )
    if NO_NETWORK.search(output):
        return (
            "连不上软件源。请检查网络或代理，或指明内网镜像："
            "PIP_INDEX_URL=https://镜像地址/simple make …\n"
            "The package index cannot be reached. Check the network or the proxy, or name a mirror: "
            "PIP_INDEX_URL=https://mirror/simple make …"
        )
    return None


def last_lines(output: str) -> str:
    """The end of what a failed step printed; of pip's retries, which repeat each other, only the last."""
    lines = [line[:400] for line in output.strip().splitlines()]
    retries = [line for line in lines if line.startswith("WARNING: Retrying")]
    shown = retries[-1:] + [line for line in lines if line not in retries]
    return "\n".join(f"    {line}" for line in shown[-12:])
