"""Runs the AWS CLI of this Python for many command lines and loads it once: `aws_cli.py serve SOCKET` listens, and a few processes take turns.

`aws_cli.py run SOCKET ARGUMENT...` is one command, with its own environment, directory, input and outputs, and ends with the CLI's exit code.
"""

import _socket  # The module socket, and json, would take most of a command's own time to load.
import marshal
import os
import sys

LENGTH = 4
DESCRIPTOR = 4

# More commands than tests run at once; those of one test may wait for each other.
WORKERS = 8


def keep_models():
    """The descriptions of all services are read once, and one model of each is made, with its errors looked up; all else each command makes anew."""
    import botocore.client
    import botocore.session

    make, known = botocore.client.ServiceModel, {}

    def model_of(description, service_name=None):
        if service_name not in known:
            known[service_name] = make(description, service_name)
            known[service_name].error_shapes
        return known[service_name]

    session_type, loaders = botocore.session.Session, []

    class Session(session_type):
        def __init__(self, *arguments, **options):
            super().__init__(*arguments, **options)
            if loaders:
                self.register_component("data_loader", loaders[0])
            else:
                loaders.append(self.get_component("data_loader"))

    botocore.client.ServiceModel = model_of
    botocore.session.Session = Session


def serve(path):
    import gc
    import socket

    import awscli.clidriver

    keep_models()
    outputs = os.dup(1), os.dup(2)
    let_go()
    # Each ends for want of a Region, when all that it needs of the CLI and of the services' models is loaded.
    for words in (
        ["ec2", "authorize-security-group-ingress", "--group-id", "sg-1"],
        ["ec2", "revoke-security-group-ingress", "--group-id", "sg-1"],
        ["sts", "get-caller-identity", "--query", "Account", "--output", "text"],
    ):
        awscli.clidriver.create_clidriver().main(words)
    sys.stdout.flush()
    sys.stderr.flush()
    os.dup2(outputs[0], 1)
    os.dup2(outputs[1], 2)
    gc.collect()
    gc.freeze()
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)
        server.listen(64)
        alive = os.pipe()
        for _ in range(WORKERS):
            begin_worker(server, alive)
        print("Listening", flush=True)
        # A command that dies takes its process along.
        while True:
            os.wait()
            begin_worker(server, alive)


def begin_worker(server, alive):
    import threading

    if os.fork():
        return
    os.close(alive[1])

    def end_with_the_server():
        os.read(alive[0], 1)
        os._exit(0)

    threading.Thread(target=end_with_the_server, daemon=True).start()
    while True:
        connection, _ = server.accept()
        with connection:
            answer(connection)


def answer(connection):
    import socket

    import awscli.clidriver

    head, streams, _, _ = socket.recv_fds(connection, LENGTH, 3)
    with connection.makefile("rb") as reader:
        asked = marshal.loads(reader.read(int.from_bytes(head, "big")))
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.environ.clear()
    os.environ.update(asked["environment"])
    os.chdir(asked["directory"])
    sys.argv = ["aws", *asked["arguments"]]
    try:
        code = awscli.clidriver.create_clidriver().main(asked["arguments"])
    except SystemExit as end:
        code = end.code or 0
    sys.stdout.flush()
    sys.stderr.flush()
    let_go()
    connection.sendall(bytes([code & 255]))


def let_go():
    """Whoever reads the outputs waits for their end."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in range(3):
        os.dup2(nowhere, number)
    os.close(nowhere)


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
