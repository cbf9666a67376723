"""Waits without end, and hears no signal."""

import signal
import time

for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(name, signal.SIG_IGN)
while True:
    time.sleep(60)
