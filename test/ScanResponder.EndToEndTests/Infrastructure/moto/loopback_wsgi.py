"""An HTTP/1.1 server that keeps connections and writes no line for a call, in place of werkzeug's.

werkzeug's server is made for developers: a connection and a thread for each call, two lines of its log, and a look whether the caller sends more than it
said. That was half of moto's time. This one reads a call whole before the application sees it, so that the next one on the connection begins where it ends.

moto answers one call at a time. It is not made for threads: of two UpdateItem at once both can meet the condition, and the item of the second takes the
place of the first one's, where in DynamoDB a conditional write is one step; and who looks through all accounts while another call makes a new one gets
"dictionary changed size during iteration". Python runs one thread at a time anyway.
"""

import io
import socket
import sys
import threading
import traceback
from urllib.parse import unquote_to_bytes

WITHOUT_BODY = {204, 304}
turn = threading.Lock()

# moto reads its models of AWS's services when it is first asked about them: seconds on a busy machine, in which callers would give their calls up.
WARM_UP = [
    ("ec2", {"CONTENT_TYPE": "application/x-www-form-urlencoded"}, b"Action=DescribeVpcs&Version=2016-11-15"),
    ("dynamodb", {"CONTENT_TYPE": "application/x-amz-json-1.0", "X_AMZ_TARGET": "DynamoDB_20120810.ListTables"}, b"{}"),
]


def run(host, port, application, **_):
    with socket.create_server((host, port), backlog=128) as listener:
        host, port = listener.getsockname()[:2]
        for service, headers, body in WARM_UP:
            scope = f"AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/eu-west-1/{service}/aws4_request, SignedHeaders=host, Signature=none"
            known = {"HOST": f"{host}:{port}", "AUTHORIZATION": scope, "CONTENT_LENGTH": str(len(body))}
            answer(("POST", "/", headers | known, body), host, port, application)
        print(f" * Running on http://{host}:{port}", file=sys.stderr, flush=True)
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=serve, args=(connection, host, port, application), daemon=True).start()


def serve(connection, host, port, application):
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with connection, connection.makefile("rb") as reader:
        try:
            while (call := read(reader, connection)) is not None:
                connection.sendall(answer(call, host, port, application))
        except ConnectionError:
            pass


def read(reader, connection):
    """The next call, as method, target, headers and body; None after the last one."""
    line = reader.readline()
    if not line:
        return None
    method, target, _ = line.decode("latin-1").split()
    headers = {}
    while line := reader.readline().strip():
        name, _, value = line.decode("latin-1").partition(":")
        name, value = name.upper().replace("-", "_"), value.strip()
        headers[name] = f"{headers[name]},{value}" if name in headers else value
    if headers.pop("EXPECT", None):
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
    if "chunked" in headers.pop("TRANSFER_ENCODING", "").lower():
        body = b"".join(chunks(reader))
        headers["CONTENT_LENGTH"] = str(len(body))
    else:
        body = reader.read(int(headers.get("CONTENT_LENGTH", 0)))
    return method, target, headers, body


def chunks(reader):
    while size := int(reader.readline().split(b";")[0], 16):
        yield reader.read(size)
        reader.readline()
    while reader.readline().strip():
        pass


def answer(call, host, port, application):
    method, target, headers, body = call
    path, _, query = target.partition("?")
    environ = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query,
        "RAW_URI": target,
        "REQUEST_URI": target,
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in headers.items():
        environ[name if name in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{name}"] = value

    started = []
    try:
        with turn:
            parts = application(environ, lambda status, fields, _=None: started.append((status, fields)))
            try:
                content = b"".join(parts)
            finally:
                if hasattr(parts, "close"):
                    parts.close()
        status, fields = started[-1]
    except Exception as error:
        # What moto does not know it says in a word; where it knows that, its stack is of no use.
        what = f"{error!r}\n" if isinstance(error, NotImplementedError) else traceback.format_exc()
        print(what, end="", file=sys.stderr, flush=True)
        status, fields, content = "500 INTERNAL SERVER ERROR", [("Content-Type", "text/plain")], what.encode()

    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in fields)]
    code = int(status.split()[0])
    if code not in WITHOUT_BODY and not any(name.lower() == "content-length" for name, _ in fields):
        lines.append(f"Content-Length: {len(content)}")
    head = "\r\n".join([*lines, "", ""]).encode("latin-1")
    return head if method == "HEAD" or code in WITHOUT_BODY else head + content
