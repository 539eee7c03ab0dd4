"""`make run` and `make serve`: prepare what is missing, print the addresses, serve.

`python -m survey_app.cli.run [--demo]`. Running it again keeps all data.
"""

import argparse
import logging
import os
import socket
import sys
from contextlib import closing

from survey_app.cli.first_settings import ensure_secret
from survey_app.cli.public_address import EVERYWHERE, is_loopback, lan_address
from survey_app.cli.server import make_server
from survey_app.config import PROJECT, Settings, SettingsError, load_settings
from survey_app.logs import configure_logs
from survey_app.services.accounts.add_person import invite_first
from survey_app.services.accounts.invitations import invitation_address
from survey_app.services.briefing.brief_survey import brief_survey
from survey_app.services.collecting.draw_qr import qr_text
from survey_app.services.context import Context
from survey_app.services.import_units import ensure_units
from survey_app.services.load_demo import DemoSurvey, load_demo
from survey_app.services.open_store import open_store
from survey_app.services.refusal import Refusal, StoreError
from survey_app.wording import say

PUBLIC_URL = "YDAN_PUBLIC_URL"
FIRST_LOGIN = "quantri"
BRIEFING = "bao-cao-trinh-dien.html"


def main(arguments: list[str] | None = None) -> int:
    """Prepare and serve until Ctrl-C. 1 and one line where it cannot start."""
    parser = argparse.ArgumentParser(prog="python -m survey_app.cli.run")
    parser.add_argument("--demo", action="store_true", help=say("load the demonstration"))
    options = parser.parse_args(arguments)
    configure_logs(logging.WARNING)
    try:
        settings = prepare_settings()
        check_port(settings)
        prepare_data(settings, is_demo=options.demo)
    except (SettingsError, StoreError, Refusal) as error:
        sys.stderr.write(f"Ý Dân: {error}\n")
        return 1
    except KeyboardInterrupt:
        return 130
    os.chdir(PROJECT)
    make_server(settings).serve()
    return 0


def prepare_settings() -> Settings:
    """The settings, the secret made if there was none, the public address that of this machine.

    Where the server listens for the network and no public address is set, it is the LAN address:
    set in the environment too, so that the server's process knows it.
    """
    file = ensure_secret()
    if file is not None:
        tell(say("A secret key was made: %(path)s", path=file))
    settings = load_settings()
    host = lan_address() if settings.host in EVERYWHERE else _named(settings.host)
    is_set = "public_url" in settings.model_fields_set
    if is_set or host is None or is_loopback(f"http://{host}"):
        return settings
    os.environ[PUBLIC_URL] = f"http://{host}:{settings.port}"
    return load_settings()


def prepare_data(settings: Settings, *, is_demo: bool) -> None:
    """Migrate, bring the units, load the demonstration if asked, print where things are."""
    with closing(open_store(settings, is_upgrade=True)) as context:
        ensure_units(context)
        if is_demo:
            tell(say("Preparing the demonstration…"))
            present_demo(context, load_demo(context))
            invite_first_person(context)
        tell(say("Address of this server: %(url)s", url=settings.public_url))
        tell(say("Commands: .venv/bin/flask survey --help. Stop: Ctrl-C."))
    sys.stdout.flush()


def present_demo(context: Context, surveys: tuple[DemoSurvey, ...]) -> None:
    """Write the briefing of the first survey; print its QR, its address, where the briefing is."""
    answered, *others = surveys
    path = context.settings.data / BRIEFING
    brief_survey(context, answered.survey_id, path)
    code = answered.codes[0]
    if is_loopback(context.settings.public_url):
        tell(say("A phone cannot open this QR: start with YDAN_HOST=0.0.0.0 to let phones in."))
    tell(qr_text(context, code))
    tell(say("Survey %(id)s: %(title)s", id=answered.survey_id, title=answered.title))
    tell(say("  Answer it at: %(url)s", url=citizen_address(context, code)))
    tell(say("  Its briefing: %(path)s", path=path))
    for survey in others:
        tell(say("Survey %(id)s: %(title)s", id=survey.survey_id, title=survey.title))
        for other in survey.codes[:1]:
            tell(say("  Answer it at: %(url)s", url=citizen_address(context, other)))


def invite_first_person(context: Context) -> None:
    """While nobody can sign in, make an administrator and print the one-time link."""
    token = invite_first(context, FIRST_LOGIN, say("Demonstration administrator"))
    if token is not None:
        tell(say("The staff's side: %(url)s", url=invitation_address(context, token)))


def citizen_address(context: Context, code: str) -> str:
    """The address of a collector as a person types it; the QR holds it in upper case."""
    return f"{context.settings.public_url}/s/{code}"


def check_port(settings: Settings) -> None:
    """Refuse a port that is taken, before anything is prepared. Raises SettingsError."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            place = f"{settings.host}:{settings.port}"
            message = say(
                "PORT, YDAN_HOST: cannot listen on %(place)s (%(detail)s); is another one running?",
                place=place,
                detail=error.strerror,
            )
            raise SettingsError(message) from error


def tell(text: str) -> None:
    """Print a line for the person who started this."""
    sys.stdout.write(f"{text}\n")


def _named(host: str) -> str:
    return f"[{host}]" if ":" in host else host


if __name__ == "__main__":
    sys.exit(main())
