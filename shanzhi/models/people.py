"""People who log in, and the posts they act from."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from shanzhi.core.access import ROLES, Actor
from shanzhi.models.places import Place
from shanzhi.models.units import Unit


class User(AbstractBaseUser):
    """A person with a log-in. name: as it is shown and journalled."""

    username = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=40)
    is_active = models.BooleanField(default=True)

    objects = BaseUserManager["User"]()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A post somebody holds: a role at a place, for a unit where the role is unit."""

    user = models.OneToOneField(User, models.CASCADE, related_name="post")
    role = models.CharField(max_length=12, choices=[(r, r) for r in ROLES])
    place = models.ForeignKey(Place, models.PROTECT)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=ROLES), name="post_role_known"),
            models.CheckConstraint(
                condition=~models.Q(role="unit") | models.Q(unit__isnull=False), name="post_unit_named"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role}"

    def as_core(self) -> Actor:
        unit = self.unit
        return Actor(
            id=self.user_id,
            name=self.user.name,
            role=self.role,
            place_code=self.place.code,
            place_name=self.place.name,
            unit_id=unit.pk if unit else None,
            unit_name=unit.name if unit else "",
        )
