import sys

import pika

from rabbit import connected

body = " ".join(sys.argv[1:]) or "Hello World!"

with connected() as connection:
    channel = connection.channel()
    channel.queue_declare(queue="hello", durable=True)
    channel.confirm_delivery()
    channel.basic_publish(
        exchange="",
        routing_key="hello",
        body=body.encode(),
        properties=pika.BasicProperties(delivery_mode=2),
    )
    print(f" [x] Sent '{body}'")
