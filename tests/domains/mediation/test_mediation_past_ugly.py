"""Ledgers that nobody has tidied up: what a person reads in them is what comes onto the platform."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from coordination_walk import seat
from fazhi.domains.mediation.models import Dispute
from fazhi.domains.mediation.past import LEDGER
from fazhi.kernel.jobs import past
from fazhi.kernel.parties.documents import ID_NUMBER, fictitious_numbers
from fazhi.kernel.secrets.cipher import decrypt
from mediation_walk import cast
from ugly_ledgers import ugly


@pytest.fixture
def _people(platform: None) -> Iterator[None]:
    with fictitious_numbers():
        cast()
        yield


@pytest.mark.usefixtures("_people")
@pytest.mark.parametrize("seed", range(1, 31))
def test_an_ugly_ledger_is_read_as_a_person_reads_it(tmp_path: Path, seed: int) -> None:
    content, truths = ugly(seed)
    (tmp_path / "桂园2018.xlsx").write_bytes(content)
    loaded, reader = past.read(tmp_path, LEDGER.name, None)
    assert [str(problem) for problem in loaded.errors] == []
    item = loaded.ledgers[LEDGER.name]
    assert (item.found, item.read) == (len(truths), len(truths))
    past.store(item, reader, seat("tongji", "办公室", "statistician"), "ugly", each=lambda _seen, batch: batch())
    for truth in truths:
        found = Dispute.objects.select_related("category", "matter").get(matter__number=truth.number)
        applicant = found.matter.parties.select_related("party").get(role="申请人").party
        committee = found.matter.assignments.get(place="committee").organization
        assert (
            committee.name,
            found.category.label,
            applicant.name,
            decrypt(applicant.id_number, purpose=ID_NUMBER),
            found.amount,
            found.accepted_on,
            found.concluded_on,
            found.result,
        ) == (
            truth.committee,
            truth.category,
            truth.applicant,
            truth.applicant_number,
            truth.amount,
            truth.accepted_on,
            truth.concluded_on,
            truth.result,
        )
