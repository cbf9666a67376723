"""What every program here needs of RabbitMQ: a connection that is closed in the end, and signals that end a consumer."""

import os
import signal
import sys
from contextlib import contextmanager

import pika
from pika.exceptions import AMQPError


@contextmanager
def connected():
    """Gives a blocking connection; where there is none, says so and ends the program with code 1."""
    parameters = pika.URLParameters(os.environ.get("AMQP_URL", "amqp://localhost"))
    try:
        connection = pika.BlockingConnection(parameters)
    except (AMQPError, OSError) as error:
        sys.exit(f"can't reach RabbitMQ at {parameters.host}:{parameters.port} ({type(error).__name__})")
    try:
        yield connection
    finally:
        if connection.is_open:
            connection.close()


def consume_until_stopped(connection, channel):
    """Handles messages until SIGINT or SIGTERM comes."""

    def stop(*_):
        connection.add_callback_threadsafe(channel.stop_consuming)

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    channel.start_consuming()
