import sys

from rabbit import connected, consume_until_stopped

severities = sys.argv[1:]
if not severities:
    sys.exit(f"Usage: {sys.argv[0]} [info] [warning] [error]")


def on_message(channel, method, _properties, body):
    print(f" [x] {method.routing_key}:'{body.decode()}'")
    channel.basic_ack(method.delivery_tag)


with connected() as connection:
    channel = connection.channel()
    channel.exchange_declare(exchange="direct_logs", exchange_type="direct", durable=True)
    queue = channel.queue_declare(queue="", exclusive=True).method.queue
    for severity in severities:
        channel.queue_bind(exchange="direct_logs", queue=queue, routing_key=severity)
    channel.basic_consume(queue=queue, on_message_callback=on_message)
    print(" [*] Waiting for logs. To exit press CTRL+C")
    consume_until_stopped(connection, channel)
