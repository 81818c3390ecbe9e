"""Sends back whatever one client sends: echo_server.py SOCKET."""

import socket
import sys

with socket.socket(socket.AF_UNIX) as listener:
    listener.bind(sys.argv[1])
    listener.listen()
    connection, _ = listener.accept()
    while data := connection.recv(65536):
        connection.sendall(data)
