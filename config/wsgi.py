"""What the application server runs."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from registry.serving.query_time import bound_queries

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()
bound_queries(settings.QUERY_SECONDS)
