from rabbit import connected, consume_until_stopped


def on_message(channel, method, _properties, body):
    print(f" [x] Received '{body.decode()}'")
    channel.basic_ack(method.delivery_tag)


with connected() as connection:
    channel = connection.channel()
    channel.queue_declare(queue="hello", durable=True)
    channel.basic_consume(queue="hello", on_message_callback=on_message)
    print(" [*] Waiting for messages. To exit press CTRL+C")
    consume_until_stopped(connection, channel)
