"""Copy the scripts that npm brought to survey_app/static/vendor, from where they are served.

Run by `make setup` after `npm ci`; both folders are made, never committed.
"""

import shutil
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
SOURCES = {
    "htmx.js": "htmx.org/dist/htmx.min.js",
    "plotly-basic.js": "plotly.js-basic-dist-min/plotly-basic.min.js",
}


def main() -> None:
    """Copy each file under the name that the pages ask for."""
    target = PROJECT / "survey_app" / "static" / "vendor"
    target.mkdir(exist_ok=True)
    for name, source in SOURCES.items():
        shutil.copyfile(PROJECT / "node_modules" / source, target / name)


if __name__ == "__main__":
    main()
