"""The one Django app."""

from django.apps import AppConfig


class ShanzhiConfig(AppConfig):
    """Shanzhi."""

    name = "shanzhi"
    label = "shanzhi"
    default_auto_field = "django.db.models.BigAutoField"
