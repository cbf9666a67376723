"""Writes one file without end."""

with open("/tmp/big", "wb") as file:
    while True:
        file.write(b"x" * 2**20)
