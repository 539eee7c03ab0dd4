"""`python -m benchmarks.start APP`: the server of `make run` around one of our applications."""

import sys

from survey_app.cli.server import make_server
from survey_app.config import load_settings


def main() -> None:
    """Serve until stopped; only the application may be another than usual."""
    server = make_server(load_settings())
    server.target = sys.argv[1]
    server.serve()


if __name__ == "__main__":
    main()
