# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from getpass import getpass
from typing import TYPE_CHECKING, Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from ordito.accounts.actions import create_account, grant_membership
from ordito.accounts.models import User
from ordito.accounts.roles import ADMINISTRATOR
from ordito.core.access import SystemActor

if TYPE_CHECKING:
    from django.core.management.base import CommandParser


class Command(BaseCommand):
    """The first person of a real installation: makes the accounts of all the others from the pages."""

    help = "Aggiunge chi amministra le persone che accedono; chiede la password due volte."

    def add_arguments(self, parser: CommandParser) -> None:
        """Who it is; the password is never on the command line, where others could read it."""
        parser.add_argument("username", help="nome utente")
        parser.add_argument("full_name", help='nome e cognome, tra virgolette: "Anna Rossi"')

    def handle(self, *_args: Any, username: str, full_name: str, **_options: Any) -> None:
        """Ask for the password, then make account and membership or neither."""
        if User.objects.filter(username__iexact=username).exists():
            raise CommandError("Questo nome utente c'è già.")
        password = getpass("Password: ")
        if password != getpass("Di nuovo la password: "):
            raise CommandError("Le due password sono diverse: non ho aggiunto nessuno.")
        try:
            validate_password(password, User(username=username, full_name=full_name))
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        by, at = SystemActor("Installazione"), timezone.now()
        with transaction.atomic():
            user = create_account(by=by, at=at, username=username, full_name=full_name, password=password)
            grant_membership(by=by, at=at, user=user, role=ADMINISTRATOR, valid_from=timezone.localdate(at))
        self.stdout.write(f"Aggiunto: {username}.")
