"""Drives pika by lines of JSON: requests on standard input, answers and messages on standard output.

One process serves one connection. Messages are pushed as they come; pika's blocking connection is given its turn
whenever there is no request to read.
"""

import base64
import json
import queue
import sys
import threading

import pika

NAMES = {
    "contentType": "content_type",
    "correlationId": "correlation_id",
    "replyTo": "reply_to",
    "messageId": "message_id",
    "headers": "headers",
}


def say(value):
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def received(method, properties, body):
    kept = {ours: getattr(properties, theirs) for ours, theirs in NAMES.items()}
    kept["persistent"] = properties.delivery_mode == 2
    return {
        "body": base64.b64encode(body).decode(),
        "exchange": method.exchange,
        "routingKey": method.routing_key,
        "properties": {name: value for name, value in kept.items() if value is not None},
        "deliveryTag": getattr(method, "delivery_tag", None),
        "redelivered": getattr(method, "redelivered", None),
        "replyCode": getattr(method, "reply_code", None),
    }


class Connection:
    def __init__(self, url):
        self.connection = pika.BlockingConnection(pika.URLParameters(url))
        self.channels = {}

    def perform(self, request):
        operation = request["operation"]
        if operation == "channel":
            number = request["channel"]
            channel = self.connection.channel()
            channel.add_on_return_callback(
                lambda _channel, method, properties, body: say(
                    {"push": "return", "channel": number, "message": received(method, properties, body)}
                )
            )
            self.channels[number] = channel
            return None
        if operation == "close":
            self.connection.close()
            return None
        return getattr(self, operation)(self.channels[request["channel"]], request)

    def declareQueue(self, channel, request):
        options = request["options"]
        frame = channel.queue_declare(
            request["name"],
            passive=options.get("passive", False),
            durable=options.get("durable", False),
            exclusive=options.get("exclusive", False),
            auto_delete=options.get("autoDelete", False),
            arguments=options.get("arguments"),
        )
        ok = frame.method
        return {"name": ok.queue, "messages": ok.message_count, "consumers": ok.consumer_count}

    def deleteQueue(self, channel, request):
        channel.queue_delete(request["name"])

    def declareExchange(self, channel, request):
        channel.exchange_declare(request["name"], request["type"], durable=True)

    def deleteExchange(self, channel, request):
        channel.exchange_delete(request["name"])

    def bind(self, channel, request):
        channel.queue_bind(
            request["queue"], request["exchange"], request["routingKey"], arguments=request.get("arguments")
        )

    def publish(self, channel, request):
        given = request.get("properties", {})
        properties = pika.BasicProperties(**{NAMES[name]: value for name, value in given.items() if name in NAMES})
        if given.get("persistent"):
            properties.delivery_mode = 2
        body = base64.b64decode(request["body"])
        # In confirm mode this waits for the confirm.
        channel.basic_publish(
            request["exchange"], request["routingKey"], body, properties, mandatory=request["mandatory"]
        )

    def confirmSelect(self, channel, _request):
        channel.confirm_delivery()

    def prefetch(self, channel, request):
        channel.basic_qos(prefetch_count=request["count"])

    def consume(self, channel, request):
        number = request["channel"]
        return channel.basic_consume(
            request["queue"],
            lambda _channel, method, properties, body: say(
                {"push": method.consumer_tag, "channel": number, "message": received(method, properties, body)}
            ),
            auto_ack=request["noAck"],
        )

    def cancel(self, channel, request):
        channel.basic_cancel(request["consumerTag"])

    def get(self, channel, request):
        method, properties, body = channel.basic_get(request["queue"])
        return None if method is None else received(method, properties, body)

    def acknowledge(self, channel, request):
        channel.basic_ack(request["deliveryTag"])

    def reject(self, channel, request):
        channel.basic_nack(request["deliveryTag"], requeue=request["requeue"])

    def closeChannel(self, channel, _request):
        channel.close()


def main():
    requests = queue.Queue()
    connection = Connection(sys.argv[1])
    say({"ready": True})

    def read():
        for line in sys.stdin:
            request = json.loads(line)
            requests.put(request)
            # Wakes pika, which otherwise waits for its socket.
            connection.connection.add_callback_threadsafe(lambda: None)
        requests.put(None)

    threading.Thread(target=read, daemon=True).start()
    while True:
        try:
            request = requests.get_nowait()
        except queue.Empty:
            connection.connection.process_data_events(time_limit=1)
            continue
        if request is None:
            return
        try:
            say({"id": request["id"], "result": connection.perform(request)})
        except Exception as error:  # noqa: BLE001 - whatever pika says goes to the test
            say({"id": request["id"], "error": f"{type(error).__name__} {error}"})
        if request["operation"] == "close":
            return


main()
