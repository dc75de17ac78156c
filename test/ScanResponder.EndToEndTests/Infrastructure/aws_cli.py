"""Runs the AWS CLI of this Python for many command lines and loads it once: `aws_cli.py serve SOCKET` listens and forks for each of them.

`aws_cli.py run SOCKET ARGUMENT...` is one of them, with its own environment, directory, input and outputs, and ends with the CLI's exit code.
"""

import _socket  # The module socket, and json, would take most of a command's own time to load.
import marshal
import os
import sys

LENGTH = 4
DESCRIPTOR = 4


def keep_models():
    """One model of a service for all commands, with its errors looked up: each command made its own, and touched all of what it shares with the others."""
    import botocore.client

    make, known = botocore.client.ServiceModel, {}

    def model_of(description, service_name=None):
        if service_name not in known:
            known[service_name] = make(description, service_name)
            known[service_name].error_shapes
        return known[service_name]

    botocore.client.ServiceModel = model_of


def serve(path):
    import gc
    import signal
    import socket

    import awscli.clidriver

    keep_models()
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
    import signal
    import socket

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    head, streams, _, _ = socket.recv_fds(connection, LENGTH, 3)
    with connection.makefile("rb") as reader:
        asked = marshal.loads(reader.read(int.from_bytes(head, "big")))
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
    asked = marshal.dumps({"arguments": arguments, "environment": dict(os.environ), "directory": os.getcwd()})
    connection = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
    connection.connect(path)
    streams = b"".join(stream.to_bytes(DESCRIPTOR, sys.byteorder) for stream in (0, 1, 2))
    connection.sendmsg([len(asked).to_bytes(LENGTH, "big")], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, streams)])
    connection.sendall(asked)
    code = connection.recv(1)
    # A CLI that died has said nothing.
    return code[0] if code else 255


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(sys.argv[2])
    else:
        sys.exit(run(sys.argv[2], sys.argv[3:]))
