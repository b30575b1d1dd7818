"""What bench/kernel runs inside the kernel: the program, requests of a user, and a look at what the drivers then hold.

Registers are read by the kernel's own i2c-dev, controls by v4l2-ctl: neither by Oriel. Prints a line for each thing that held.
"""
import ctypes, fcntl, glob, json, os, subprocess, sys, tempfile, time, urllib.error, urllib.request

HERE, VERSION = sys.argv[1:3]
WORK = tempfile.mkdtemp()
ADDRESS = 0x15
I2C_SLAVE_FORCE, I2C_SMBUS = 0x0706, 0x0720
BYTE, WORD = 2, 3
ON, OFF = 0b01111, 0b01100
PORT = 18089


class Call(ctypes.Structure):
    _fields_ = [('way', ctypes.c_uint8), ('register', ctypes.c_uint8), ('size', ctypes.c_uint32), ('data', ctypes.c_void_p)]


class Stub:
    """The registers of the chip that i2c-stub plays."""

    def __init__(self):
        modprobe('i2c-dev')
        modprobe('i2c-stub', f'chip_addr={ADDRESS:#x}')
        names = {open(f).read().strip(): f for f in glob.glob('/sys/class/i2c-dev/*/name')}
        self.path = '/dev/' + next(f for name, f in names.items() if 'stub' in name).split('/')[4]
        self.fd = os.open(self.path, os.O_RDWR)
        fcntl.ioctl(self.fd, I2C_SLAVE_FORCE, ADDRESS)

    def read(self, register, size=BYTE):
        data = (ctypes.c_uint8 * 34)()
        fcntl.ioctl(self.fd, I2C_SMBUS, Call(1, register, size, ctypes.addressof(data)))
        return data[0] if size == BYTE else data[0] | data[1] << 8

    def bytes(self, first, count):
        return [self.read(first + i) for i in range(count)]


def modprobe(*words):
    subprocess.run(['modprobe', '-d', '/mnt', '-S', VERSION, *words], check=True)


def held(fact):
    print(f'kernel: held: {fact}', flush=True)


def check(fact, got, wanted):
    if got != wanted:
        raise AssertionError(f'{fact}: {got}, not {wanted}')
    held(f'{fact}: {got}')


def ask(path, method='GET', body=None):
    request = urllib.request.Request(f'http://127.0.0.1:{PORT}/{path}', method=method, data=body and json.dumps(body).encode())
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            got = answer.read()
            return json.loads(got) if 'json' in answer.headers['Content-Type'] else got
    except urllib.error.HTTPError as e:
        raise AssertionError(f'{method} {path}: {e.code} {e.read()[:300]}') from e


def wait(fact, seconds, condition):
    end, last = time.time() + seconds, None
    while time.time() < end:
        try:
            last = condition()
            if last:
                return last
        except (OSError, AssertionError) as e:
            last = e
        time.sleep(0.05)
    raise AssertionError(f'not within {seconds} s: {fact} ({last})')


def control(name):
    line = subprocess.run(['v4l2-ctl', '-d', '/dev/video0', '-C', name], capture_output=True, text=True, check=True).stdout
    return int(line.split(':')[1].split()[0])


class Oriel:
    def __init__(self, stub):
        with open(f'{WORK}/oriel.yaml', 'w') as f:
            json.dump({'server': {'port': PORT}, 'cameras': {
                'hat': {'uri': 'test:?size=160x120&fps=2', 'orient': {'driver': 'pantilthat', 'device': stub.path, 'tilt': '-60..60'}},
                'vivid': {'uri': 'v4l2:/dev/video0?size=320x180', 'orient': {
                    'driver': 'v4l2', 'zoom': '1..5', 'controls': 'pan=0x980903,tilt=0x980901,zoom=0x980902'}}}}, f)
        self.start()

    def start(self):
        java = os.environ.get('JAVA') or sorted(glob.glob('/usr/lib/jvm/*25*/bin/java'))[0]
        with open(f'{WORK}/log', 'ab') as log:
            self.process = subprocess.Popen([java, '--enable-native-access=ALL-UNNAMED', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-cp',
                f'{HERE}/target/program/current/oriel.jar', 'dev.oriel.Main', 'serve', '--config', 'oriel.yaml'], cwd=WORK, stdout=log, stderr=log)
        wait('the server answers', 180, lambda: ask('api/cameras'))

    def stop(self):
        self.process.terminate()
        check('status of the program after SIGTERM', self.process.wait(60), 0)


def moved(camera, query):
    ask(f'api/cameras/{camera}/orient?{query}', 'POST')
    return wait(f'{camera} stands at {query}', 60, lambda: not ask(f'api/cameras/{camera}/orient')['moving'])


def pulse(degrees):
    return 575 + int((2325 - 575) / 180 * (90 - degrees))


def hat(stub):
    check('switches before any movement', stub.read(0), 0)
    ask('api/cameras/hat/orient?pan=60&tilt=-30', 'POST')
    wait('servos get pulses while they turn', 20, lambda: stub.read(0) == ON)
    held(f'switches while it moves: {ON:#06b}')
    wait('the movement ends', 60, lambda: not ask('api/cameras/hat/orient')['moving'])
    wait('servos get no pulses at rest', 20, lambda: stub.read(0) == OFF)
    held(f'switches at rest: {OFF:#06b}')
    check('pulse of pan at 60 degrees', stub.read(1, WORD), pulse(60))
    check('pulse of tilt at -30 degrees', stub.read(3, WORD), pulse(-30))
    for pan, tilt in ((-90, 60), (90, -60), (0, 0)):
        moved('hat', f'pan={pan}&tilt={tilt}')
        wait('servos get no pulses at rest', 20, lambda: stub.read(0) == OFF)
        check(f'pulses at {pan}, {tilt}', [stub.read(1, WORD), stub.read(3, WORD)], [pulse(pan), pulse(tilt)])
    before = stub.read(1, WORD), stub.read(3, WORD)
    for query in ('pan=91', 'tilt=61', 'pan=NaN', 'pan=1e400', 'pan=x', 'pan='):
        try:
            ask(f'api/cameras/hat/orient?{query}', 'POST')
        except AssertionError as e:
            if ': 400 ' in str(e):
                continue
        raise AssertionError(f'{query} was accepted')
    check('pulses after six refused requests', (stub.read(1, WORD), stub.read(3, WORD)), before)
    light(stub)


def light(stub):
    ask('api/cameras/hat/light?pixel=0&rgbw=1,2,3,4', 'POST')
    ask('api/cameras/hat/light?pixel=7&rgbw=250,251,252,253', 'POST')
    wait('pixel 7', 10, lambda: stub.bytes(33, 4) == [250, 251, 252, 253])
    check('registers of pixel 0', stub.bytes(5, 4), [1, 2, 3, 4])
    check('registers of pixel 7, over the border of two blocks', stub.bytes(33, 4), [250, 251, 252, 253])
    check('byte that ends the pixels', stub.read(77), 1)
    check('register that shows the pixels', stub.read(78), 1)
    ask('api/cameras/hat/light?pixel=all&rgbw=0,0,0,9', 'POST')
    wait('all pixels', 10, lambda: stub.bytes(5, 32) == [0, 0, 0, 9] * 8)
    held('registers of all 8 pixels: 0, 0, 0, 9')


def motors():
    moved('vivid', 'pan=45&tilt=0&zoom=2')
    check('hue at pan 45', control('hue'), round(-128 + 0.75 * 256))
    check('contrast at tilt 0, the middle of 0 to 255', control('contrast'), 128)
    check('saturation at zoom 2', control('saturation'), round(0.25 * 255))
    moved('vivid', 'pan=-90&tilt=90&zoom=5')
    check('hue, contrast, saturation at their ends', [control(name) for name in ('hue', 'contrast', 'saturation')], [-128, 255, 255])


def pictures():
    jpeg = wait('a picture of vivid', 180, lambda: ask('api/cameras/vivid/snapshot.jpg'))
    check('beginning and end of a picture of vivid', (jpeg[:2], jpeg[-2:]), (b'\xff\xd8', b'\xff\xd9'))


def images(oriel):
    got = ask('api/cameras/vivid/controls')
    names = {one['name'] for one in got['controls']}
    wanted = {'Brightness', 'Contrast', 'Saturation', 'Hue', 'Gain', 'Horizontal Flip', 'Test Pattern', 'Button'}
    check('controls of the driver that Oriel does not list', wanted - names, set())
    ask('api/cameras/vivid/controls', 'PATCH', {'Brightness': 77, 'horizontal_flip': 1})
    check('brightness and flip after PATCH', [control('brightness'), control('horizontal_flip')], [77, 1])
    oriel.stop()
    subprocess.run(['v4l2-ctl', '-d', '/dev/video0', '-c', 'brightness=1,horizontal_flip=0'], check=True)
    oriel.start()
    pictures()
    wait('controls after a restart', 30, lambda: [control('brightness'), control('horizontal_flip')] == [77, 1])
    held('brightness 77 and flip set again after a restart')


def unplug(how):
    with open(f'/sys/bus/platform/drivers/vivid/{how}', 'w') as f:
        f.write('vivid.0')


def state():
    return ask('api/cameras/vivid')['state']


def replug():
    stream = urllib.request.urlopen(f'http://127.0.0.1:{PORT}/api/cameras/vivid/stream.mjpg', timeout=60)
    stream.read(1000)
    ask('api/cameras/vivid/orient?pan=90&tilt=-90&zoom=1', 'POST')
    unplug('unbind')
    wait('the camera is lost', 60, lambda: state() == 'lost')
    held(f"unplugged while it moves: lost, {ask('api/cameras/vivid')['cause']!r}")
    wait('the movement ends', 60, lambda: not ask('api/cameras/vivid/orient')['moving'])
    problem = wait('the movement says why', 10, lambda: ask('api/cameras/vivid/orient')['problem'])
    held(f'and the movement has ended: {problem!r}')
    check('the other camera meanwhile', ask('api/cameras/hat/snapshot.jpg')[:2], b'\xff\xd8')
    unplug('bind')
    wait('the device is back', 30, lambda: os.path.exists('/dev/video0'))
    wait('the camera is live again', 60, lambda: state() == 'live')
    wait('controls after a replug', 30, lambda: [control('brightness'), control('horizontal_flip')] == [77, 1])
    held('plugged in again: live, brightness 77 and flip set again')
    moved('vivid', 'pan=0&tilt=90')
    check('contrast at tilt 90 after the replug', control('contrast'), 255)
    stream.close()


def main():
    print(f'kernel: Linux {os.uname().release}', flush=True)
    stub = Stub()
    modprobe('vivid', 'n_devs=1', 'node_types=0x1', 'input_types=0')
    oriel = Oriel(stub)
    try:
        pictures()
        hat(stub)
        motors()
        images(oriel)
        replug()
        oriel.stop()
        check('switches at the end', stub.read(0), OFF)
        print('kernel: everything held', flush=True)
    except Exception as e:
        print(f'kernel: DID NOT HOLD: {e}', flush=True)
        print(open(f'{WORK}/log').read()[-6000:], flush=True)
    finally:
        oriel.process.kill()


main()
