"""Runs the AWS CLI of this Python for many command lines and loads it once: `aws_cli.py serve SOCKET` listens and forks for each of them.

`aws_cli.py run SOCKET ARGUMENT...` is one of them, with its own environment, directory, input and outputs, and ends with the CLI's exit code.
"""

import gc
import json
import os
import signal
import socket
import struct
import sys


def serve(path):
    import awscli.clidriver

    driver = awscli.clidriver.create_clidriver()
    # Each ends for want of a Region, when all that it needs of the CLI and of the services' models is loaded, and before it looks for keys.
    outputs = os.dup(1), os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    for words in (
        ["ec2", "authorize-security-group-ingress", "--group-id", "sg-1"],
        ["ec2", "revoke-security-group-ingress", "--group-id", "sg-1"],
        ["sts", "get-caller-identity", "--query", "Account", "--output", "text"],
    ):
        driver.main(words)
    sys.stdout.flush()
    sys.stderr.flush()
    os.dup2(outputs[0], 1)
    os.dup2(outputs[1], 2)

    # No command lives long enough to leave anything to collect.
    gc.disable()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)
        server.listen(64)
        print("Listening", flush=True)
        while True:
            connection, _ = server.accept()
            if os.fork() == 0:
                server.close()
                os._exit(answer(connection, driver))
            connection.close()


def answer(connection, driver):
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    head, streams, _, _ = socket.recv_fds(connection, 4, 3)
    with connection.makefile("rb") as reader:
        asked = json.loads(reader.read(struct.unpack("!I", head)[0]))
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    os.environ.clear()
    os.environ.update(asked["environment"])
    os.chdir(asked["directory"])
    sys.argv = ["aws", *asked["arguments"]]
    try:
        code = driver.main(asked["arguments"])
    except SystemExit as end:
        code = end.code or 0
    sys.stdout.flush()
    sys.stderr.flush()
    connection.sendall(bytes([code & 255]))
    return 0


def run(path, arguments):
    asked = json.dumps({"arguments": arguments, "environment": dict(os.environ), "directory": os.getcwd()}).encode()
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(path)
        socket.send_fds(connection, [struct.pack("!I", len(asked))], [0, 1, 2])
        connection.sendall(asked)
        code = connection.recv(1)
    # A CLI that died has said nothing.
    return code[0] if code else 255


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(sys.argv[2])
    else:
        sys.exit(run(sys.argv[2], sys.argv[3:]))
