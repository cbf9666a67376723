"""Writes one file without end."""

# The test allows 4 in one file, and 8 in all.
ALLOWED_MIB = 5

with open("/tmp/big", "wb", buffering=0) as file:
    written = 0
    while True:
        written += file.write(b"x" * 2**20) / 2**20
        if written > ALLOWED_MIB:
            print("GOT IN: a file of", written, "MiB")
