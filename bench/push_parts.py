"""What bench/push puts together: the path between two namespaces, an edge, a relay, viewers, edges that only say that they are there."""
import asyncio, collections, ctypes, json, os, re, secrets, signal, socket, struct, subprocess, time

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ORIEL = os.environ.get('ORIEL', f'{HERE}/oriel')
PORT = 8080
PASSWORD = 'correct horse battery'
LIBC = ctypes.CDLL(None, use_errno=True)
HERTZ = os.sysconf('SC_CLK_TCK')

Counters = collections.namedtuple('Counters', 'received sent packets')
Picture = collections.namedtuple('Picture', 'arrived captured age bytes size')


def camera(work, size, here):
    """A V4L2 camera of 720p at 30 fps whose pictures have so many bytes each: the environment of a program that is to see it."""
    subprocess.run(['cc', '-shared', '-fPIC', '-O1', '-o', f'{work}/camera.so', f'{here}/bench/preload.c',
                    f'{here}/src/test/c/emulated_camera.c'], check=True)
    os.makedirs(f'{work}/camera', exist_ok=True)
    for quality in range(2, 31):
        bare = subprocess.run(['ffmpeg', '-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=s=1280x720:r=30', '-frames:v', '1', '-q:v', str(quality),
                               '-f', 'mjpeg', '-'], capture_output=True, check=True).stdout
        if 4 < size - len(bare) < 65000:
            break
    left = size - len(bare)
    if not 4 < left < 65000:
        raise SystemExit(f'no picture of {size} bytes can be made')
    with open(f'{work}/camera/frames.mjpeg', 'wb') as file:  # padded to the byte with a comment
        file.write(bare[:2] + b'\xff\xfe' + struct.pack('>H', left - 2) + bytes(left - 4) + bare[2:])
    with open(f'{work}/camera/video0', 'w') as file:
        file.write('card Bench camera\nmode MJPG 1280x720 30\n')
    return {'EMULATED_LOOK_MS': '1000', 'EMULATED_CAMERAS': f'{work}/camera',
            'ORIEL_JAVA_OPTS': f'-Doriel.posix.library={work}/camera.so ' + os.environ.get('ORIEL_JAVA_OPTS', '')}


class Path:
    """Two namespaces, `edge` and `relay`, and the link between them."""

    def __init__(self, work, mbit, trip, queue, here):
        self.edge, self.relay = f'oriel-e-{os.getpid()}', f'oriel-r-{os.getpid()}'
        self.relay_address = '10.99.0.2'
        self.hosts = f'/etc/netns/{self.edge}/hosts'
        os.makedirs(os.path.dirname(self.hosts), exist_ok=True)
        self.name(self.relay_address)
        for name, address in ((self.edge, '10.99.0.1'), (self.relay, self.relay_address)):
            ip('netns', 'add', name)
            ip('-n', name, 'link', 'set', 'lo', 'up')
            ip('-n', name, 'tuntap', 'add', 'dev', 'link0', 'mode', 'tun')
            ip('-n', name, 'addr', 'add', f'{address}/24', 'dev', 'link0')
            ip('-n', name, 'link', 'set', 'link0', 'up', 'txqueuelen', '10000')
        subprocess.run(['cc', '-O2', '-o', f'{work}/link', f'{here}/bench/link.c', '-lm'], check=True)
        self.link = subprocess.Popen([f'{work}/link', self.edge, self.relay, str(mbit), str(trip), str(queue)], stdin=subprocess.PIPE)

    def name(self, address):
        with open(self.hosts, 'w') as file:
            file.write(f'127.0.0.1 localhost\n{address} relay.test\n')

    def rate(self, mbit):
        self.link.stdin.write(f'{mbit}\n'.encode())
        self.link.stdin.flush()

    def move(self, address):
        ip('-n', self.relay, 'addr', 'del', f'{self.relay_address}/24', 'dev', 'link0')  # first: further addresses go with it
        ip('-n', self.relay, 'addr', 'add', f'{address}/24', 'dev', 'link0')
        self.relay_address = address
        self.name(address)

    def close(self):
        self.link.terminate()
        self.link.wait()
        for name in (self.edge, self.relay):
            ip('netns', 'del', name)
        os.remove(self.hosts)
        os.rmdir(os.path.dirname(self.hosts))


def ip(*words):
    subprocess.run(['ip', *words], check=True)


def used(pid):
    """Seconds of CPU."""
    fields = open(f'/proc/{pid}/stat').read().rsplit(') ', 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / HERTZ


class Program:
    """An Oriel in a namespace, or in none."""

    def __init__(self, namespace, folder, words, environment=None):
        self.inside = ['ip', 'netns', 'exec', namespace] if namespace else []
        self.folder, self.words, self.environment = folder, words, dict(os.environ, **(environment or {}))
        os.makedirs(folder, exist_ok=True)

    def command(self, *words, line=''):
        return subprocess.run([ORIEL, *words], cwd=self.folder, input=line, text=True, capture_output=True, check=True).stdout.strip()

    def start(self):
        self.process = subprocess.Popen(self.inside + [ORIEL, *self.words], cwd=self.folder, env=self.environment, start_new_session=True,
                                        stdin=subprocess.DEVNULL, stdout=open(f'{self.folder}/out', 'a'), stderr=open(f'{self.folder}/log', 'a'))
        self.pid = self.process.pid

    def kill(self):
        self.process.kill()
        self.process.wait()

    def end(self):
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.kill()

    def memory(self):
        """Resident and, after a collection, used by Java's objects; in bytes."""
        jcmd = os.path.join(os.path.dirname(os.path.realpath(f'/proc/{self.pid}/exe')), 'jcmd')
        resident = int(re.search(r'VmRSS:\s+(\d+)', open(f'/proc/{self.pid}/status').read())[1]) * 1024
        subprocess.run([jcmd, str(self.pid), 'GC.run'], capture_output=True, check=True)
        told = subprocess.run([jcmd, str(self.pid), 'GC.heap_info'], capture_output=True, text=True, check=True).stdout
        heap = sum(int(one) for one in re.findall(r'total \d+K, used (\d+)K', told)) * 1024
        return {'resident': resident, 'heap': heap}


class Edge(Program):
    def __init__(self, path, folder, key, cameras, environment, relay=None):
        os.makedirs(folder)
        with open(f'{folder}/key', 'w') as file:
            file.write(key + '\n')
        to = 'http://relay.test:%d' % PORT if path else f'http://127.0.0.1:{relay.port}'
        words = ['push', '--to', to, *(['--plain'] if path else []), '--key-file', f'{folder}/key', '--data', f'{folder}/data']
        for one in cameras:
            words += ['--camera', one]
        super().__init__(path.edge if path else None, folder, words, environment)
        self.start()

    def counters(self):
        fields = re.search(r'link0:(.*)', open(f'/proc/{self.pid}/net/dev').read())[1].split()
        return Counters(int(fields[0]), int(fields[8]), int(fields[9]))

    def sent(self):
        return self.counters().sent

    def devices(self):
        """The emulated camera holds a timer while it is open; Java's own are always there."""
        count = 0
        for one in os.listdir(f'/proc/{self.pid}/fd'):
            try:
                count += 'timerfd' in os.readlink(f'/proc/{self.pid}/fd/{one}')
            except OSError:
                pass
        return count


class Relay(Program):
    def __init__(self, path, folder, words=()):
        self.namespace = path.relay if path else None
        self.port = PORT if path else free_port()
        super().__init__(self.namespace, folder, ['serve', '--host', '0.0.0.0' if path else '127.0.0.1', '--port', str(self.port), '--camera',
                                                 'own=publish:', '--data', f'{folder}/data', *words])
        self.command('user', 'add', 'anna', '--data', f'{folder}/data', line=PASSWORD + '\n')
        self.start()
        self.cookie = self.log_in()

    def start(self):
        super().start()
        until = time.monotonic() + 60
        while True:
            try:
                self.dial().close()
                return
            except OSError:
                if self.process.poll() is not None or time.monotonic() > until:
                    raise SystemExit(open(f'{self.folder}/log').read())
                time.sleep(0.05)

    def dial(self):
        """A connection from the relay's own machine: a socket stays in the namespace where it was made."""
        if not self.namespace:
            return socket.create_connection(('127.0.0.1', self.port), 5)
        own, other = os.open('/proc/thread-self/ns/net', os.O_RDONLY), os.open(f'/var/run/netns/{self.namespace}', os.O_RDONLY)
        try:
            enter(other)
            return socket.create_connection(('127.0.0.1', self.port), 5)
        finally:
            enter(own)
            os.close(own)
            os.close(other)

    def ask(self, method, path, body=None, headers=()):
        content = json.dumps(body).encode() if body is not None else b''
        head = [f'{method} {path} HTTP/1.1', f'Host: 127.0.0.1:{self.port}', 'Connection: close', f'Origin: http://127.0.0.1:{self.port}',
                'Content-Type: application/json', f'Content-Length: {len(content)}', *headers]
        with self.dial() as connection:
            connection.sendall('\r\n'.join(head).encode() + b'\r\n\r\n' + content)
            answer = b''
            while part := connection.recv(65536):
                answer += part
        top, _, rest = answer.partition(b'\r\n\r\n')
        return int(top.split()[1]), top.decode(), rest

    def log_in(self):
        status, head, _ = self.ask('POST', '/login', {'username': 'anna', 'password': PASSWORD})
        if status != 200:
            raise SystemExit(f'the login is answered with {status}')
        return 'Cookie: ' + re.search(r'(?i)set-cookie: ([^;]+)', head)[1]

    def json(self, method, path, body=None):
        status, _, rest = self.ask(method, path, body, [self.cookie])
        if status >= 300:
            raise OSError(f'{method} {path} is answered with {status} {rest[:200]}')
        return json.loads(rest)

    def key(self, name, cameras):
        return self.json('POST', '/api/keys', {'name': name, 'cameras': cameras})['key']

    def camera(self, name):
        return self.json('GET', f'/api/cameras/{name}')

    def state(self, name):
        """In words; never fails."""
        try:
            told = self.camera(name)
            return told['state'] + (f" ({told['cause']})" if told['cause'] else '')
        except (OSError, ValueError, IndexError):
            return 'relay away'

    async def knows(self, names, seconds):
        until = time.monotonic() + seconds
        while True:
            there = {one['name']: one for one in self.json('GET', '/api/cameras')['cameras']}
            if all(name in there and not there[name]['cause'] for name in names):
                return
            if time.monotonic() > until:
                raise SystemExit(f'the relay knows {list(there.values())[:3]}… of {names[:3]}…')
            await asyncio.sleep(0.2)


def enter(namespace):
    if LIBC.setns(namespace, 0x40000000):
        raise OSError(ctypes.get_errno(), 'setns')


def free_port():
    with socket.create_server(('127.0.0.1', 0)) as one:
        return one.getsockname()[1]


class Socket:
    """A WebSocket's client, as far as it is needed."""

    async def open(self, relay, path, headers):
        sock = relay.dial()
        sock.setblocking(False)
        self.reader, self.writer = await asyncio.open_connection(sock=sock, limit=1 << 22)
        self.writer.write('\r\n'.join([f'GET {path} HTTP/1.1', f'Host: 127.0.0.1:{relay.port}', 'Upgrade: websocket', 'Connection: Upgrade',
                                       'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==', *headers, '', '']).encode())
        head = await self.reader.readuntil(b'\r\n\r\n')
        if b' 101 ' not in head:
            raise OSError(head.decode().splitlines()[0])

    async def message(self):
        """Opcode and payload."""
        while True:
            first, length = await self.reader.readexactly(2)
            if length > 125:
                length = int.from_bytes(await self.reader.readexactly(2 if length == 126 else 8), 'big')
            payload = await self.reader.readexactly(length)
            if first & 15 == 9:
                self.send(10, payload)
            elif first & 15 == 8:
                raise OSError(f'closed with {payload[:2].hex()}')
            elif first & 15 < 3:
                return first & 15, payload

    def send(self, opcode, payload):
        size = bytes([0x80 | len(payload)]) if len(payload) < 126 else b'\xfe' + struct.pack('>H', len(payload))
        self.writer.write(bytes([0x80 | opcode]) + size + b'\0\0\0\0' + payload)

    def say(self, **fields):
        self.send(1, json.dumps(fields).encode())

    def close(self):
        self.writer.close()


class Viewer:
    """A logged-in viewer who connects again for ever."""

    def __init__(self, relay, name, width=1280):
        self.relay, self.name, self.width, self.pictures, self.arrived = relay, name, width, [], asyncio.Event()

    def start(self):
        self.task = asyncio.create_task(self.run())

    async def run(self):
        while True:
            web = Socket()
            try:
                await web.open(self.relay, f'/api/cameras/{self.name}/live', [
                    'Sec-WebSocket-Protocol: oriel.v1', f'Origin: http://127.0.0.1:{self.relay.port}', self.relay.cookie])
                web.say(type='view', width=self.width, height=self.width * 9 // 16)
                await self.take(web)
            except (OSError, asyncio.IncompleteReadError):
                await asyncio.sleep(0.25)
            finally:
                if hasattr(web, 'writer'):
                    web.close()

    async def take(self, web):
        announced = {}
        while True:
            opcode, payload = await web.message()
            if opcode != 2:
                continue
            number, came = payload[4:8], time.monotonic()
            if payload[0] == 0:
                announced = {number: came}
                continue
            late = struct.pack('>I', int((came - announced[number]) * 1e6)) if number in announced else b''
            web.send(2, payload[1:2] + number + late)
            captured, now = struct.unpack('>Q', payload[8:16])[0] / 1e6, time.time()
            self.pictures.append(Picture(now, captured, now - captured, len(payload), '%d x %d' % struct.unpack('>HH', payload[16:20])))
            self.arrived.set()

    def between(self, since, until):
        return [one for one in self.pictures if since <= one.arrived < until]

    async def picture(self, since, seconds, captured=0.0):
        """The first that arrived, and was captured, since then."""
        until = time.monotonic() + seconds
        while True:
            found = next((one for one in self.pictures if one.arrived >= since and one.captured >= captured), None)
            if found:
                return found
            self.arrived.clear()
            try:
                await asyncio.wait_for(self.arrived.wait(), max(0.01, until - time.monotonic()))
            except asyncio.TimeoutError:
                raise SystemExit(f'no picture within {seconds} s; {self.relay.state(self.name)}') from None

    async def stop(self):
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)


def figures(pictures, seconds):
    ages = sorted(one.age * 1000 for one in pictures)
    if not ages:
        raise SystemExit('no picture came')
    return {'fps': len(ages) / seconds, 'p50': ages[len(ages) // 2], 'p95': ages[int(len(ages) * .95)],
            'bytes': sum(one.bytes for one in pictures) / len(ages)}


async def quiet_edges(relay, names):
    """Edges, each with a key and one camera that nobody watches: oriel.edge.v1 as docs/protocol.md has it."""
    return [asyncio.create_task(quiet_edge(relay, name, relay.key(f'key-{name}', [name]))) for name in names]


async def quiet_edge(relay, name, key):
    web = Socket()
    await web.open(relay, '/api/edge', ['Sec-WebSocket-Protocol: oriel.edge.v1', f'Authorization: Bearer {key}'])
    web.say(type='offer', edge=secrets.token_hex(16), version='bench', cameras=[{
        'name': name, 'state': 'idle', 'cause': None, 'size': None, 'fps': None, 'capabilities': ['settings'], 'settings': {'title': name},
        'modes': [], 'path': []}])

    async def keep_alive():
        while True:
            await asyncio.sleep(15)
            web.say(type='ping', t=time.monotonic())
    alive = asyncio.create_task(keep_alive())
    try:
        while True:
            opcode, payload = await web.message()
            told = json.loads(payload) if opcode == 1 else {}
            if told.get('type') == 'ping':
                web.say(type='pong', t=told.get('t'), serverTimeMicros=int(time.time() * 1e6))
    finally:
        alive.cancel()
        web.close()
