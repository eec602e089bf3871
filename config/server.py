"""How gunicorn serves the register: `gunicorn --config python:config.server config.wsgi`."""

from gunicorn.errors import AppImportError

from config.settings import BASE_DIR, LOGGING

chdir = str(BASE_DIR)
workers = 2
threads = 4
control_socket_disable = True
logconfig_dict = LOGGING


def post_worker_init(worker):
    """Refuses to serve what the database does not guard. A worker that replaces another serves."""
    from django.db import connection

    from registry.evidence.installation import unguarded

    if worker.age <= worker.cfg.workers:
        try:
            fault = unguarded()
        finally:
            connection.close()
        if fault:
            raise AppImportError(fault)
