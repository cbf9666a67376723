import pika

from rabbit import connected, consume_until_stopped

LARGEST = 90


def fib(n):
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a


def answer(question):
    """The result, or in words why there is none."""
    if not (question.isascii() and question.isdigit()) or int(question) > LARGEST:
        return f"'{question}' is not a number from 0 to {LARGEST}"
    return str(fib(int(question)))


def on_request(channel, method, properties, body):
    question = body.decode(errors="replace")
    print(f" [.] fib({question})")
    if properties.reply_to:
        channel.basic_publish(
            exchange="",
            routing_key=properties.reply_to,
            properties=pika.BasicProperties(correlation_id=properties.correlation_id),
            body=answer(question).encode(),
        )
    channel.basic_ack(method.delivery_tag)


with connected() as connection:
    channel = connection.channel()
    channel.queue_declare(queue="rpc_queue", durable=True)
    channel.basic_qos(prefetch_count=1)
    channel.basic_consume(queue="rpc_queue", on_message_callback=on_request)
    print(" [x] Awaiting RPC requests")
    consume_until_stopped(connection, channel)
