import sys

import pika

from rabbit import connected

key = sys.argv[1] if len(sys.argv) > 1 else "anonymous.info"
body = " ".join(sys.argv[2:]) or "Hello World!"

if len(key.encode()) > 255:
    sys.exit(f"the routing key has {len(key.encode())} bytes; at most 255 can be sent")

with connected() as connection:
    channel = connection.channel()
    channel.exchange_declare(exchange="topic_logs", exchange_type="topic", durable=True)
    channel.confirm_delivery()
    channel.basic_publish(
        exchange="topic_logs",
        routing_key=key,
        body=body.encode(),
        properties=pika.BasicProperties(content_type="text/plain"),
    )
    print(f" [x] Sent {key}:'{body}'")
