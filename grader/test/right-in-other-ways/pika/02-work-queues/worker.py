"""The connection sleeps for the work (connection.sleep), so that heartbeats go on; a signal cuts it short."""

import os
import signal

from rabbit import connected

UNIT_SECONDS = float(os.environ.get("WORK_UNIT_MS", "1000")) / 1000
LONGEST_NAP_SECONDS = 0.2


class Worker:
    def __init__(self, connection):
        self.connection = connection
        self.stopping = False
        self.channel = connection.channel()
        self.channel.queue_declare(queue="task_queue", durable=True)
        self.channel.basic_qos(prefetch_count=1)

    def run(self):
        signal.signal(signal.SIGINT, self.stop)
        signal.signal(signal.SIGTERM, self.stop)
        self.channel.basic_consume(queue="task_queue", on_message_callback=self.on_task)
        print(" [*] Waiting for messages. To exit press CTRL+C")
        while not self.stopping:
            self.connection.process_data_events(time_limit=LONGEST_NAP_SECONDS)

    def stop(self, *_):
        self.stopping = True

    def on_task(self, channel, method, _properties, body):
        text = body.decode(errors="replace")
        print(f" [x] Received '{text}'")
        if self.work(text.count(".") * UNIT_SECONDS):
            print(" [x] Done")
            channel.basic_ack(method.delivery_tag)

    def work(self, seconds):
        """False where the worker was told to stop before it had finished."""
        while seconds > 0 and not self.stopping:
            nap = min(seconds, LONGEST_NAP_SECONDS)
            self.connection.sleep(nap)
            seconds -= nap
        return seconds <= 0


with connected() as connection:
    Worker(connection).run()
