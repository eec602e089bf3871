"""How gunicorn serves the register: `gunicorn --config python:config.server config.wsgi`."""

from config.settings import BASE_DIR, LOGGING

chdir = str(BASE_DIR)
workers = 2
threads = 4
control_socket_disable = True
logconfig_dict = LOGGING
