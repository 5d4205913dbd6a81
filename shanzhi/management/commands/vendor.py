"""Opens a post of at most thirty days for somebody of a vendor, with company and reason, and notes it."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shanzhi import door
from shanzhi.actions.vendors import VENDOR_ROLES, VendorIn, open_vendor_post
from shanzhi.core.kinds import Refused
from shanzhi.queries import people


class Command(BaseCommand):
    """Lets a vendor in for some days."""

    help = "运维人员临时岗位 a post of some days for a vendor"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("place", help="12-digit code")
        parser.add_argument("--role", choices=VENDOR_ROLES, default="reader")
        parser.add_argument("--from", dest="from_on", type=date.fromisoformat, help="first day; today by default")
        parser.add_argument("--to", dest="to_on", type=date.fromisoformat, required=True, help="last day")
        parser.add_argument("--company", required=True)
        parser.add_argument("--reason", required=True)

    def handle(self, *_: Any, **options: Any) -> None:
        user = people.by_username(options["username"])
        if user is None:
            raise CommandError(f"没有叫 {options['username']} 的用户。")
        first = options["from_on"] or door.today()
        vendor = VendorIn(user.pk, options["company"], options["role"], options["place"], first, options["to_on"])
        try:
            open_vendor_post(actor=None, vendor=vendor, reason=options["reason"], now=door.now())
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"已开通 {first} 至 {vendor.to_on}，到期自动失效，已记入日志。 open until {vendor.to_on}")
