"""Forks twice into a session of its own, as daemons do."""

import os
import time

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.execvp("sh", ["sh", "-c", "trap '' TERM INT HUP; while :; do echo x > /canary/stolen; sleep 1; done", "OUTLIVES-ITS-RUN"])
    os._exit(0)
time.sleep(0.3)
