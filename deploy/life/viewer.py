#!/usr/bin/python3
# A viewer of one camera that comes back by itself, as a page does. Each line of its log: seconds, what happened.
import base64, os, socket, struct, sys, time

port, camera, log = int(sys.argv[1]), sys.argv[2], open(sys.argv[3], 'w', buffering=1)


def say(what):
    log.write('%.3f %s\n' % (time.time(), what))


def exactly(stream, count):
    got = stream.read(count)
    if len(got) < count:
        raise OSError('closed')
    return got


def send(connection, opcode, payload):
    mask = os.urandom(4)
    connection.sendall(bytes([0x80 | opcode, 0x80 | len(payload)]) + mask + bytes(b ^ mask[i % 4] for i, b in enumerate(payload)))


def watch():
    connection = socket.create_connection(('127.0.0.1', port), 2)
    connection.settimeout(10)
    stream = connection.makefile('rb')
    connection.sendall(('GET /api/cameras/%s/live HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n'
                        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: oriel.v1\r\nSec-WebSocket-Key: %s\r\n\r\n'
                        % (camera, port, base64.b64encode(os.urandom(16)).decode())).encode())
    if b' 101 ' not in stream.readline():
        raise OSError('refused')
    while stream.readline().strip():
        pass
    say('connected')
    pictures = 0
    while True:
        first, length = exactly(stream, 2)
        opcode, length = first & 15, length & 127
        if length == 126:
            length = struct.unpack('>H', exactly(stream, 2))[0]
        elif length == 127:
            length = struct.unpack('>Q', exactly(stream, 8))[0]
        payload = exactly(stream, length)
        if opcode == 2 and len(payload) > 24:
            pictures += 1
            if pictures in (1, 2) or pictures % 100 == 0:
                say('picture %d' % pictures)
            send(connection, 2, payload[1:2] + payload[4:8])
        elif opcode == 1 and b'"bye"' in payload:
            say('bye ' + payload.decode())
        elif opcode == 8:
            say('closed %d' % struct.unpack('>H', payload[:2])[0])
            return
        elif opcode == 9:
            send(connection, 10, payload)


while True:
    try:
        watch()
    except OSError as problem:
        pass
    time.sleep(0.2)
