"""Commands about accounts."""

from __future__ import annotations

from typing import Any

import click

from app.cli.conventions import Told, command, tell
from app.people import actions, queries
from app.people.rules import Role
from app.plumbing import unit_of_work


@command("staff")
def staff(told: Told) -> list[dict[str, Any]]:
    """List every account: login, name, role, services."""
    return [
        {"login": m.login, "name": m.name, "role": m.role.value, "services": [s.code for s in m.services]}
        for m in queries.all_staff()
    ]


@command("add-staff", show=lambda answer: tell(f"{answer['login']} ({answer['role']})"))
@click.argument("login")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--name", default="", help="Full name (default: the login).")
@click.option("--email", default="")
@click.option("--service", "services", multiple=True, metavar="CODE", help="A service of theirs; may be repeated.")
@click.option("--password", help="Asked for when absent.")
def add_staff(
    told: Told, login: str, role: str, name: str, email: str, services: tuple[str, ...], password: str | None
) -> dict[str, Any]:
    """Create an account (the first administrator, for instance)."""
    login = actions.free_login(login)  # before anybody is asked for a password
    for code in services:
        queries.service_by_code(code)
    hashed = actions.password_hash(
        password or click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    )
    with unit_of_work.writing():
        found = [queries.service_by_code(code) for code in services]
        member = actions.add_staff(
            login, name or login, Role(role), by=told.by, at=told.at, services=found, email=email, hashed=hashed
        )
    return {"login": member.login, "role": member.role.value, "services": list(services)}


COMMANDS = [staff, add_staff]
