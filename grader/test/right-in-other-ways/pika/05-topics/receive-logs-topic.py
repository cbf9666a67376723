import sys

from rabbit import connected, consume_until_stopped

patterns = sys.argv[1:]
if not patterns:
    sys.exit(f"Usage: {sys.argv[0]} pattern...")


def on_message(channel, method, _properties, body):
    print(f" [x] {method.routing_key}:'{body.decode()}'")
    channel.basic_ack(method.delivery_tag)


with connected() as connection:
    channel = connection.channel()
    channel.exchange_declare(exchange="topic_logs", exchange_type="topic", durable=True)
    queue = channel.queue_declare(queue="", exclusive=True).method.queue
    for pattern in patterns:
        channel.queue_bind(exchange="topic_logs", queue=queue, routing_key=pattern)
    channel.basic_consume(queue=queue, on_message_callback=on_message)
    print(" [*] Waiting for logs. To exit press CTRL+C")
    consume_until_stopped(connection, channel)
