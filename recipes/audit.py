"""Asks whether a locked package has a known vulnerability, and says if nobody answered.

`make audit` runs it: pip-audit asks the package index about each version in locks/. The
status is 0 where all were answered and none is known, 1 where one is known, and 2 where
a package could not be asked about: pip-audit alone would call that a success.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from typing import Any

from recipes.lock import LOCKS

__all__ = ["main", "tell"]

LOCKED = ("torch", "packages", "cuda")


def tell(answers: list[dict[str, Any]]) -> tuple[int, str]:
    """Return the status and what to say of pip-audit's answers, a dict a package."""
    skipped = [one for one in answers if "skip_reason" in one]
    bad = [one for one in answers if one.get("vulns")]
    lines = [
        f"{one['name']} {one['version']}: {', '.join(v['id'] for v in one['vulns'])}, "
        f"mended in {', '.join(fixed_in(one)) or 'no version yet'}"
        for one in bad
    ]
    asked = len(answers) - len(skipped)
    lines.append(f"{asked} of {len(answers)} packages asked about, {len(bad)} with")
    lines[-1] += " a known vulnerability."
    if skipped or not answers:
        lines.append("NOT AUDITED: the rest got no answer. " + _why(skipped))
    status = 1 if bad else 2 if skipped or not answers else 0
    return status, "\n".join(lines)


def fixed_in(package: dict[str, Any]) -> list[str]:
    """Return the versions in which a package's vulnerabilities are mended."""
    return sorted({own for found in package["vulns"] for own in found["fix_versions"]})


def _why(skipped: list[dict[str, Any]]) -> str:
    reason = skipped[0]["skip_reason"] if skipped else "There was nothing to ask."
    return f"The first: {reason}. Run it where pypi.org answers for vulnerabilities."


def main() -> None:
    """Ask about each lock, and print one line a finding and one for the whole."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pip-audit", default="pip-audit")
    tool = parser.parse_args().pip_audit
    command = [tool, "--require-hashes", "--disable-pip", "--format=json"]
    command += ["--progress-spinner=off", "--desc=off"]
    for name in LOCKED:
        command += ["--requirement", str(LOCKS / f"{name}.txt")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if not done.stdout.startswith("{"):
        sys.stderr.write(done.stderr[-2000:])
        print("NOT AUDITED: pip-audit gave no answer; see above.")
        sys.exit(2)
    status, told = tell(json.loads(done.stdout)["dependencies"])
    print(told)
    sys.exit(status)


if __name__ == "__main__":
    main()
