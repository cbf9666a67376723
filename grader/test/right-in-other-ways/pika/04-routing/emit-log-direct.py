import sys

import pika

from rabbit import connected

severity = sys.argv[1] if len(sys.argv) > 1 else "info"
body = " ".join(sys.argv[2:]) or "Hello World!"

with connected() as connection:
    channel = connection.channel()
    channel.exchange_declare(exchange="direct_logs", exchange_type="direct", durable=True)
    channel.confirm_delivery()
    channel.basic_publish(
        exchange="direct_logs",
        routing_key=severity,
        body=body.encode(),
        properties=pika.BasicProperties(content_type="text/plain"),
    )
    print(f" [x] Sent {severity}:'{body}'")
