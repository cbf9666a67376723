import sys

import pika

from rabbit import connected

body = " ".join(sys.argv[1:]) or "info: Hello World!"

with connected() as connection:
    channel = connection.channel()
    channel.exchange_declare(exchange="logs", exchange_type="fanout", durable=True)
    channel.confirm_delivery()
    channel.basic_publish(
        exchange="logs",
        routing_key="",
        body=body.encode(),
        properties=pika.BasicProperties(content_type="text/plain"),
    )
    print(f" [x] Sent '{body}'")
