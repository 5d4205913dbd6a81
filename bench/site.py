"""Settings and addresses of the measured server: the house, and one bare view that queries and renders as much."""

from shanzhi.settings import *  # noqa: F403 - a settings module is a namespace

ROOT_URLCONF = "bench.addresses"
