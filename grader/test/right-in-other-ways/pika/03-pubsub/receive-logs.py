from rabbit import connected, consume_until_stopped


def on_message(_channel, _method, _properties, body):
    print(f" [x] {body.decode()}")


with connected() as connection:
    channel = connection.channel()
    channel.exchange_declare(exchange="logs", exchange_type="fanout", durable=True)
    queue = channel.queue_declare(queue="", exclusive=True).method.queue
    channel.queue_bind(exchange="logs", queue=queue)
    channel.basic_consume(queue=queue, on_message_callback=on_message, auto_ack=True)
    print(" [*] Waiting for logs. To exit press CTRL+C")
    consume_until_stopped(connection, channel)
