import os
import sys
import time
import uuid

import pika

from rabbit import connected

TIMEOUT_SECONDS = float(os.environ.get("RPC_TIMEOUT_MS", "10000")) / 1000


class FibonacciClient:
    """Asks for many numbers at once; an answer is known by the id of its question."""

    def __init__(self, connection):
        self.connection = connection
        self.channel = connection.channel()
        self.channel.queue_declare(queue="rpc_queue", durable=True)
        self.reply_queue = self.channel.queue_declare(queue="", exclusive=True).method.queue
        self.channel.basic_consume(queue=self.reply_queue, on_message_callback=self.on_reply, auto_ack=True)
        self.waiting = {}
        self.results = []

    def on_reply(self, _channel, _method, properties, body):
        number = self.waiting.pop(properties.correlation_id, None)
        if number is not None:
            self.results.append((number, body.decode()))

    def ask(self, number):
        correlation_id = str(uuid.uuid4())
        self.waiting[correlation_id] = number
        self.channel.basic_publish(
            exchange="",
            routing_key="rpc_queue",
            properties=pika.BasicProperties(reply_to=self.reply_queue, correlation_id=correlation_id),
            body=number.encode(),
        )

    def wait(self, seconds):
        deadline = time.monotonic() + seconds
        while self.waiting and (left := deadline - time.monotonic()) > 0:
            self.connection.process_data_events(time_limit=left)


numbers = sys.argv[1:] or ["30"]

with connected() as connection:
    client = FibonacciClient(connection)
    for number in numbers:
        print(f" [x] Requesting fib({number})")
        client.ask(number)
    client.wait(TIMEOUT_SECONDS)

for number, result in client.results:
    print(f" [.] Got {result}" if len(numbers) == 1 else f" [.] fib({number}) = {result}")
if client.waiting:
    sys.exit(f"no answer within {TIMEOUT_SECONDS} s for {', '.join(client.waiting.values())}")
