"""Classifies one image with nothing but the official protobuf package: client.py SOCKET IMAGE.

Prints the likeliest class and its probability. `run` beside this file generates landcover_pb2.
"""

import socket
import struct
import sys

from landcover.v1 import landcover_pb2 as landcover


def receive(connection, count):
    data = b""
    while len(data) < count:
        chunk = connection.recv(count - len(data))
        if not chunk:
            sys.exit("UNAVAILABLE: the daemon closed the connection")
        data += chunk
    return data


def main(path, image):
    call = landcover.Envelope(call_id=1)
    call.request.timeout_microseconds = 10_000_000
    with open(image, "rb") as file:
        call.request.classify.image = file.read()
    call.request.classify.top_k = 1

    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(path)
        message = call.SerializeToString()
        connection.sendall(struct.pack(">BI", 0, len(message)) + message)
        _, length = struct.unpack(">BI", receive(connection, 5))
        answer = landcover.Envelope.FromString(receive(connection, length))

    status = answer.response.status if answer.HasField("response") else answer.go_away.status
    if status.code != 0 or not answer.response.HasField("classify"):
        sys.exit(f"status {status.code}: {status.message}")
    best = answer.response.classify.predictions[0]
    print(f"{best.class_name} {best.probability:.4f}")


main(*sys.argv[1:])
