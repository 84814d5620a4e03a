"""Secrets by reference: found where they belong to a tenant, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from rootward.errors import Misconfigured
from rootward.kit.secrets import Secrets, check_reference, references_in, variable_of


async def test_a_variable_is_found_under_its_whole_name_only(tmp_path: Path) -> None:
    secrets = Secrets(
        {"ROOTWARD_SECRET_PROM": "s3cret", "PROM": "other", "ROOTWARD_DATABASE_URL": "postgres"}, tmp_path
    )
    assert await secrets.resolve("default", "env:PROM") == "s3cret"
    with pytest.raises(Misconfigured, match="set ROOTWARD_SECRET_ROOTWARD_DATABASE_URL"):
        await secrets.resolve("default", "env:ROOTWARD_DATABASE_URL")


async def test_a_tenant_reaches_its_own_secrets_and_no_others(tmp_path: Path) -> None:
    secrets = Secrets({"ROOTWARD_SECRET_PROM": "ours", "ROOTWARD_SECRET_ACME__PROM": "theirs"}, tmp_path)
    assert await secrets.resolve("acme", "env:PROM") == "theirs"
    assert await secrets.resolve("default", "env:PROM") == "ours"
    with pytest.raises(Misconfigured, match="ROOTWARD_SECRET_OTHER__PROM"):
        await secrets.resolve("other", "env:PROM")
    with pytest.raises(ValueError, match="reference"):
        await secrets.resolve("default", "env:ACME__PROM")


async def test_a_tenant_whose_id_is_no_part_of_a_variable_uses_files(tmp_path: Path) -> None:
    assert variable_of("a-b", "X") == "" and variable_of("a__b", "X") == ""
    with pytest.raises(Misconfigured, match="file: reference"):
        await Secrets({}, tmp_path).resolve("a-b", "env:X")


async def test_a_file_is_read_from_the_tenants_folder_without_its_line_end(tmp_path: Path) -> None:
    (tmp_path / "acme").mkdir()
    (tmp_path / "acme" / "prom.token").write_text("from file\n")
    secrets = Secrets({}, tmp_path)
    assert await secrets.resolve("acme", "file:prom.token") == "from file"
    with pytest.raises(Misconfigured, match=r"default/prom\.token"):
        await secrets.resolve("default", "file:prom.token")


@pytest.mark.parametrize(
    "reference", ["hunter2", "env:lower", "file:../x", "file:a/b", "env:", "file:.hidden", "env:A-B", ""]
)
def test_anything_but_a_reference_is_refused_without_being_repeated(reference: str) -> None:
    with pytest.raises(ValueError, match="must be a reference") as caught:
        check_reference(reference)
    assert len(reference) < 5 or reference not in str(caught.value)


async def test_a_secret_with_a_line_break_cannot_become_a_header(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="cannot be sent"):
        await Secrets({"ROOTWARD_SECRET_X": "a\r\nX-Other: b"}, tmp_path).resolve("default", "env:X")


async def test_a_name_in_braces_is_short_for_a_variable(tmp_path: Path) -> None:
    secrets = Secrets({"ROOTWARD_SECRET_PROM": "s3cret"}, tmp_path)
    assert await secrets.resolve("default", "${PROM}") == "s3cret"
    found = list(references_in("Bearer ${PROM} ${file:a.b} ${vault:x/y#z} {PROM} ${lower} $PROM"))
    assert found == [("${PROM}", "env:PROM"), ("${file:a.b}", "file:a.b"), ("${vault:x/y#z}", "vault:x/y#z")]
