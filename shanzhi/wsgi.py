"""The application a production server loads: `granian --interface wsgi shanzhi.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

from shanzhi import database

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shanzhi.settings")
database.start()
application = get_wsgi_application()
