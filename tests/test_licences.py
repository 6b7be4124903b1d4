"""What stancebook stands on may be passed on with it: no GPL, and nothing unread."""

from importlib import metadata

import pytest

from stancebook import licences
from stancebook.licences import REVIEWED, Licence, judge_licence, list_licences


@pytest.mark.parametrize(
    ("licence", "kind"),
    [
        ("MIT", "permissive"),
        ("BSD-3-Clause AND 0BSD AND MIT AND Zlib AND CC0-1.0", "permissive"),
        ("Apache-2.0 WITH LLVM-exception", "permissive"),
        ("GPL-3.0-or-later WITH GCC-exception-3.1", "permissive"),
        ("LGPL-2.1-or-later", "weak copyleft"),
        ("GNU Lesser General Public License v3 (LGPLv3)", "weak copyleft"),
        ("Mozilla Public License 2.0 (MPL 2.0)", "weak copyleft"),
        ("MPL-1.1 OR GPL-2.0-only", "weak copyleft"),
        ("MIT AND GPL-3.0-only", "copyleft"),
        ("(MIT OR GPL-2.0-only) AND BSD-2-Clause", "permissive"),
        ("GNU Affero General Public License v3", "copyleft"),
        ("GPL-3.0-or-later", "copyleft"),
        ("a licence of my own", "unclear"),
        ("", "unclear"),
    ],
)
def test_a_licence_is_judged_by_its_name(licence: str, kind: str) -> None:
    """Of a choice the mildest counts, of several together the strictest."""
    assert kind == judge_licence(licence)


def test_the_core_stands_on_no_copyleft() -> None:
    """What a plain install needs is permissive, or was looked at: no GPL, no AGPL."""
    found = list_licences()
    stricter = {one.package: one.kind for one in found if one.kind != "permissive"}

    assert len(found) > 100
    assert dict.fromkeys(REVIEWED, "weak copyleft") == stricter
    assert [] == [one.package for one in found if not one.is_settled]


def test_an_extra_brings_what_it_needs() -> None:
    """`dev` brings tools that the core does not, and a GPL one is found among them."""
    core = {one.package for one in list_licences()}
    found = {one.package: one for one in list_licences(["dev"])}

    assert core < set(found)
    assert "codespell" not in core
    assert ("copyleft", False) == (
        found["codespell"].kind,
        found["codespell"].is_settled,
    )


def test_what_is_not_installed_is_not_passed_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A package that is needed and missing is listed, and nobody has settled it."""

    def require(name: str) -> list[str]:
        if name != "stancebook":
            raise metadata.PackageNotFoundError(name)
        return ["gull-of-no-index>=1", "tern-of-no-index; extra == 'sea'"]

    monkeypatch.setattr(licences.metadata, "requires", require)
    found = {one.package: one for one in list_licences()}

    assert {"gull-of-no-index", "stancebook"} == set(found)
    assert (
        Licence("gull-of-no-index", "-", "not installed", "unclear")
        == found["gull-of-no-index"]
    )
    assert not found["gull-of-no-index"].is_settled
