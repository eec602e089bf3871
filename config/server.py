"""How gunicorn serves the register: `gunicorn --config python:config.server config.wsgi`."""

import gc

from gunicorn.errors import AppImportError

from config.settings import BASE_DIR, LOGGING

chdir = str(BASE_DIR)
workers = 2
threads = 8  # of each worker; all but two of them may wait for whoever is writing
worker_class = "config.worker.PatientWorker"
worker_connections = 500  # of each worker: slow clients hold one for ten seconds at most
timeout = 60  # for a worker that shows no sign of life; its threads are not counted
graceful_timeout = 30
limit_request_line = 8190  # an address may have 8,000 characters (registry/pages/addresses.py)
limit_request_fields = 100
limit_request_field_size = 8190
preload_app = True  # once, for all workers
control_socket_disable = True
logconfig_dict = LOGGING


def pre_fork(server, worker):
    """What is loaded stays: workers share it as long as none looks through it for garbage."""
    gc.freeze()


def post_worker_init(worker):
    """Refuses to serve what the database does not guard. A worker that replaces another serves."""
    from django.db import connection

    from registry.evidence.guards.installation import unguarded
    from registry.serving import counts
    from registry.serving.turns import seats
    from registry.working.worker import worker as working

    counts.take_part(worker.age)

    # Two threads stay for those who only read, and for the next to be told that all are taken.
    seats.most = max(1, worker.cfg.threads - 2)
    if worker.age <= worker.cfg.workers:
        try:
            fault = unguarded()
        finally:
            connection.close()
        if fault:
            raise AppImportError(fault)
    # What an earlier process was at when it ended.
    working.begin()
