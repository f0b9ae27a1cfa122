"""What is said when an installation fails."""

import pytest
from trouble import LEAST_FREE, explain, last_lines

PLENTY = 10 * LEAST_FREE


@pytest.mark.parametrize(
    ("output", "remedy"),
    [
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "磁盘已满"),
        ("failed to copy file: No space left on device (os error 28)", "磁盘已满"),
        ("Failed to establish a new connection: [Errno -3] Temporary failure in name resolution", "PIP_INDEX_URL="),
        ("error sending request for url: tcp connect error: Connection refused (os error 111)", "PIP_INDEX_URL="),
        ("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate", "PIP_CERT="),
        ("invalid peer certificate: UnknownIssuer", "PIP_CERT="),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "校验值不符"),
    ],
)
def test_a_known_cause_is_answered_with_its_remedy(output: str, remedy: str) -> None:
    assert remedy in (explain(output, PLENTY) or "")


def test_an_unknown_cause_is_not_guessed() -> None:
    assert explain("error: metadata generation failed", PLENTY) is None


def test_a_step_that_hid_why_it_failed_on_a_full_disk_is_understood() -> None:
    assert "磁盘已满" in (explain("returned non-zero exit status 1", LEAST_FREE - 1) or "")


def test_of_many_retries_the_last_is_shown() -> None:
    output = "\n".join([*(f"WARNING: Retrying {n}" for n in range(5)), "ERROR: none found"])
    assert last_lines(output).split("\n") == ["    WARNING: Retrying 4", "    ERROR: none found"]
