"""
Holds our tasks against Label Studio's own `LabelInterface`, in Label Studio's venv.

    build/interop-venv/bin/python interop/validate_label_studio.py TASKS CONFIG
"""

import json
import sys
from pathlib import Path

from label_studio_sdk.label_interface import LabelInterface


def main() -> int:
    """Print how many annotations and predictions hold, and what is wrong."""
    tasks, config = (Path(path).read_text(encoding="utf-8") for path in sys.argv[1:])
    interface = LabelInterface(config)
    interface.validate()
    counts, wrong = {"annotations": 0, "predictions": 0}, []
    for task in json.loads(tasks):
        for kind in counts:
            for one in task[kind]:
                counts[kind] += 1
                # the same rules as validate_annotation, which says only yes or no
                wrong += interface.validate_prediction(one, return_errors=True)
    for problem in wrong[:5]:
        print(problem)
    print(" ".join(f"{kind}={n}" for kind, n in counts.items()), f"wrong={len(wrong)}")
    return 1 if wrong or not sum(counts.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
