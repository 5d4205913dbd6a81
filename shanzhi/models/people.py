"""People who log in, and the posts they act from."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import connection, models

from shanzhi.core.access import ROLES, Actor, Behalf, Tenure
from shanzhi.models.places import Place
from shanzhi.models.units import Unit

LOCK = 7_203_115  # any fixed number of its own


class User(AbstractBaseUser):
    """A person with a log-in. name: as it is shown and journalled.

    word_until: until when the one-time word a keeper gave counts; None where the password is his own.
    """

    username = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=40)
    is_active = models.BooleanField(default=True)
    word_until = models.DateTimeField(null=True, blank=True)
    last_login = None  # the table of log-ins says it

    objects = BaseUserManager["User"]()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def lock() -> None:
        """Takes the book of people and units for the rest of the transaction: names are unique beyond one place."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


class Post(models.Model):
    """A post somebody holds: a role at a place, for a unit where the role is unit.

    from_on, to_on: both days belong to it, None is open. stands_in: the post he stands in for, whose role, place and
    unit this one repeats and whose end is also its own.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="posts")
    role = models.CharField(max_length=12, choices=[(r, r) for r in ROLES])
    place = models.ForeignKey(Place, models.PROTECT)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True)
    from_on = models.DateField(null=True, blank=True)
    to_on = models.DateField(null=True, blank=True)
    stands_in = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="stand_ins")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=ROLES), name="post_role_known"),
            models.CheckConstraint(
                condition=~models.Q(role="unit") | models.Q(unit__isnull=False), name="post_unit_named"
            ),
            models.CheckConstraint(condition=models.Q(to_on__gte=models.F("from_on")), name="post_dates_in_order"),
            models.UniqueConstraint(
                fields=["user", "role", "place", "unit", "from_on", "stands_in"],
                name="post_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role}"

    def tenure(self) -> Tenure:
        """When it is held; asks for stands_in along."""
        return Tenure(self.from_on, self.to_on, self.stands_in.tenure() if self.stands_in else None)

    def as_core(self) -> Actor:
        unit, holder = self.unit, self.stands_in.user if self.stands_in else None
        return Actor(
            id=self.user_id,
            name=self.user.name,
            role=self.role,
            place_code=self.place.code,
            place_name=self.place.name,
            unit_id=unit.pk if unit else None,
            unit_name=unit.name if unit else "",
            post_id=self.pk,
            over=self.place.code if unit and unit.kind == "government" else "",
            behalf_of=Behalf(holder.pk, holder.name, "stand_in") if holder else None,
        )
