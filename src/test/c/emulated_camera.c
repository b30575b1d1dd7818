// Cameras that exist only in one process: open, ioctl, mmap, munmap, poll and close of a V4L2 device, for programs that take
// these calls from this library.
//
// A directory (EMULATED_CAMERAS, or emulated_cameras(path)) holds a text file for each device: `video0` is /dev/video0.
// No file, no device: removing the file unplugs the camera, writing it again plugs it in. One word group a line:
//
//   card Desk camera            driver emulated            bus usb-0000:00:14.0-2
//   caps capture                capture, metadata, output, m2m, multiplanar; more than one may be named
//   mode MJPG 1280x720 30 15    format, size, rates
//   mode YUYV 160x120-640x480/16x8 1-60
//                               a range of sizes with its steps, a range of rates
//   stride 64                   uncompressed rows are padded to a multiple of so many bytes
//   untold                      sizes and rates cannot be enumerated
//   unaskable H264 5 1          asked for sizes of that format, and for rates, it fails with these errors; 0 is none
//   formats end 5               so does the question for one format more than there are
//   unpaced                     frames come as fast as they are taken
//   huffmanless                 JPEGs come without Huffman tables
//   stamps unknown              time stamps are of no known kind
//   denied | busy | unopenable  open fails with EACCES | setting a format fails with EBUSY | open fails with EBUSY
//   nobandwidth                 the stream cannot start (ENOSPC)
//   silent                      a started stream gives nothing
//   hangup                      a removed camera is seen by poll only; else by every call
//   damaged 3 | empty 3 | short 3 | overlong 3
//                               every third frame has the error flag | no bytes | half its bytes | more bytes than its buffer
//   bandwidth 640x480           a stream of more pixels cannot start (ENOSPC)
//   mutated 7                   buffers come back with fields, errors and bytes that no driver should give, chosen by the number
//   absurd 7                    likewise what is told of formats, sizes, rates and buffers before the stream
//   control 0x980900 1 0 255 1 128 0 Brightness
//                               id, type, minimum, maximum, step, default, flags, name of a control
//   entry 0x98091c 1 50 Hz      a menu's value and its words
//
// Values of controls are the file `video0.values`, one `id value` a line; a camera that is plugged in anew has forgotten them.
//
// `i2c-1` is /dev/i2c-1, an I2C bus: what is written to it is appended to `i2c-1.log` as address, register, size of SMBus and bytes. With
// the line `deaf` nothing answers there; `denied` as above.
//
// A poll that waits looks for an unplugged camera each 5 ms (EMULATED_LOOK_MS), which a measurement does not want.
// The file is read again for each frame, so that a running camera can be changed. A JPEG has a COM segment of "EMUL", the frame's
// number and its time stamp in microseconds, both 8 bytes little-endian; `frames.mjpeg` in the directory gives real pictures.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/i2c-dev.h>
#include <linux/i2c.h>
#include <linux/videodev2.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum { DEVICES = 8, MODES = 32, RATES = 8, BUFFERS = 8, LINE = 256, CONTROLS = 32, ENTRIES = 32 };

struct mode {
    uint32_t format;
    int min_w, min_h, max_w, max_h, step_w, step_h;
    int rates, fps[RATES], is_range;
};
struct control {
    uint32_t id, flags;
    int type, min, max, step, usual;
    char name[32];
};
struct entry {
    uint32_t id;
    int value;
    char words[32];
};
struct description {
    struct control control[CONTROLS];
    struct entry entry[ENTRIES];
    int controls, entries;
    char card[32], driver[16], bus[32];
    uint32_t caps;
    struct mode mode[MODES];
    int modes, stride, damaged, empty, cut, overlong, most_pixels;
    uint64_t mutated, absurd;
    uint32_t unaskable;
    int sizes_error, rates_error, formats_error;
    int untold, unpaced, huffmanless, unknown_stamps, denied, busy, unopenable, nobandwidth, silent, hangup;
};
struct device {
    int fd, number, memory;
    struct description is;
    uint32_t format, width, height, line, image, fps;
    int buffers, mapped, streaming, queue[BUFFERS], queued;
    size_t buffer_bytes;
    unsigned char *bytes;
    uint64_t frame;
};

static struct device devices[DEVICES];
static pthread_mutex_t opening = PTHREAD_MUTEX_INITIALIZER;
static int count_of_devices;
static char directory[1024];
static unsigned char *pictures;
static size_t pictures_bytes;

// The library's own needs go straight to the kernel: by name they might come back here.
static int real_close(int fd) { return (int)syscall(SYS_close, fd); }
static void *real_mmap(size_t bytes, int fd, off_t offset) {
    return (void *)syscall(SYS_mmap, 0, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, offset);
}
static int fail(int error) {
    errno = error;
    return -1;
}
static uint64_t now_micros(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}
void emulated_cameras(const char *path) { snprintf(directory, sizeof directory, "%s", path); }
int open_emulated_cameras(void) {
    int count = 0;
    for (int i = 0; i < DEVICES; i++)
        count += devices[i].fd > 0;
    return count;
}

static const char *file_of(const char *name) {
    static __thread char path[1200];
    const char *from_environment = getenv("EMULATED_CAMERAS");
    snprintf(path, sizeof path, "%s/%s", *directory || !from_environment ? directory : from_environment, name);
    return path;
}
static void read_mode(struct description *d, char *words) {
    struct mode *m = &d->mode[d->modes];
    char letters[5], size[64], *rest;
    int used = 0;
    memset(m, 0, sizeof *m);
    if (d->modes == MODES || sscanf(words, "%4s %63s %n", letters, size, &used) < 2)
        return;
    m->format = v4l2_fourcc(letters[0], letters[1], letters[2], letters[3]);
    m->step_w = m->step_h = 1;
    int found = sscanf(size, "%dx%d-%dx%d/%dx%d", &m->min_w, &m->min_h, &m->max_w, &m->max_h, &m->step_w, &m->step_h);
    if (found < 4) {
        m->max_w = m->min_w;
        m->max_h = m->min_h;
    }
    rest = words + used;
    if (sscanf(rest, "%d-%d", &m->fps[0], &m->fps[1]) == 2) {
        m->is_range = 1;
        m->rates = 2;
    } else {
        for (char *word = strtok(rest, " "); word && m->rates < RATES; word = strtok(0, " "))
            m->fps[m->rates++] = atoi(word);
    }
    d->modes++;
}
static void read_line(struct description *d, char *line) {
    char *words = strchr(line, ' ');
    words = words ? words + 1 : line + strlen(line);
    int n = atoi(words);
#define IS(word) (!strncmp(line, word, strlen(word)))
    if (IS("card ")) snprintf(d->card, sizeof d->card, "%s", words);
    else if (IS("driver ")) snprintf(d->driver, sizeof d->driver, "%s", words);
    else if (IS("bus ")) snprintf(d->bus, sizeof d->bus, "%s", words);
    else if (IS("caps ")) {
        d->caps = V4L2_CAP_STREAMING;
        if (strstr(words, "capture")) d->caps |= V4L2_CAP_VIDEO_CAPTURE;
        if (strstr(words, "metadata")) d->caps |= V4L2_CAP_META_CAPTURE;
        if (strstr(words, "output")) d->caps |= V4L2_CAP_VIDEO_OUTPUT;
        if (strstr(words, "m2m")) d->caps |= V4L2_CAP_VIDEO_M2M;
        if (strstr(words, "multiplanar")) d->caps |= V4L2_CAP_VIDEO_CAPTURE_MPLANE;
    } else if (IS("mode ")) read_mode(d, words);
    else if (IS("control ") && d->controls < CONTROLS) {
        struct control *c = &d->control[d->controls++];
        sscanf(words, "%i %d %d %d %d %d %i %31[^\n]", (int *)&c->id, &c->type, &c->min, &c->max, &c->step, &c->usual, (int *)&c->flags, c->name);
    } else if (IS("entry ") && d->entries < ENTRIES) {
        struct entry *e = &d->entry[d->entries++];
        sscanf(words, "%i %d %31[^\n]", (int *)&e->id, &e->value, e->words);
    }
    else if (IS("stride ")) d->stride = n;
    else if (IS("damaged ")) d->damaged = n;
    else if (IS("empty ")) d->empty = n;
    else if (IS("short ")) d->cut = n;
    else if (IS("overlong ")) d->overlong = n;
    else if (IS("mutated ")) d->mutated = n;
    else if (IS("absurd ")) d->absurd = n;
    else if (IS("bandwidth ")) {
        int height = 0;
        sscanf(words, "%dx%d", &n, &height);
        d->most_pixels = n * height;
    }
    else if (IS("unaskable ")) {
        char letters[5] = "";
        sscanf(words, "%4c %d %d", letters, &d->sizes_error, &d->rates_error);
        d->unaskable = v4l2_fourcc(letters[0], letters[1], letters[2], letters[3]);
    }
    else if (IS("formats end ")) d->formats_error = atoi(line + 12);
    else if (IS("untold")) d->untold = 1;
    else if (IS("unpaced")) d->unpaced = 1;
    else if (IS("huffmanless")) d->huffmanless = 1;
    else if (IS("stamps unknown")) d->unknown_stamps = 1;
    else if (IS("denied")) d->denied = 1;
    else if (IS("busy")) d->busy = 1;
    else if (IS("unopenable")) d->unopenable = 1;
    else if (IS("nobandwidth")) d->nobandwidth = 1;
    else if (IS("silent")) d->silent = 1;
    else if (IS("hangup")) d->hangup = 1;
#undef IS
}
static int describe(int number, struct description *d) {
    char name[32], line[LINE];
    snprintf(name, sizeof name, "video%d", number);
    FILE *file = fopen(file_of(name), "re");
    if (!file)
        return 0;
    memset(d, 0, sizeof *d);
    strcpy(d->card, "Emulated camera");
    strcpy(d->driver, "emulated");
    strcpy(d->bus, "usb-emulated");
    d->caps = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
    while (fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = 0;
        read_line(d, line);
    }
    fclose(file);
    return 1;
}
static int is_gone(struct device *d) {
    struct description seen;
    if (!describe(d->number, &seen))
        return 1;
    d->is = seen;
    return 0;
}
static void load_pictures(void) {
    FILE *file = pictures ? 0 : fopen(file_of("frames.mjpeg"), "re");
    if (!file)
        return;
    fseek(file, 0, SEEK_END);
    pictures_bytes = ftell(file);
    rewind(file);
    pictures = malloc(pictures_bytes);
    if (fread(pictures, 1, pictures_bytes, file) != pictures_bytes)
        pictures_bytes = 0;
    fclose(file);
}
static struct device *find(int fd) {
    for (int i = 0; i < count_of_devices; i++)
        if (devices[i].fd == fd && fd > 0)
            return &devices[i];
    return 0;
}
static int number_of(const char *path) {
    int number, used = 0;
    return sscanf(path, "/dev/video%d%n", &number, &used) == 1 && !path[used] ? number : -1;
}
// --- controls

static struct timespec plugged[DEVICES];
static const char *values_of(int number) {
    char name[32];
    snprintf(name, sizeof name, "video%d.values", number);
    return file_of(name);
}
static void forget_if_new(int number) {
    char name[32];
    struct stat seen;
    snprintf(name, sizeof name, "video%d", number);
    if (number >= DEVICES || stat(file_of(name), &seen))
        return;
    if (plugged[number].tv_sec && memcmp(&plugged[number], &seen.st_mtim, sizeof seen.st_mtim))
        unlink(values_of(number));
    plugged[number] = seen.st_mtim;
}
static int value_of(struct device *d, struct control *c) {
    uint32_t id;
    int value, found = c->usual;
    FILE *file = fopen(values_of(d->number), "re");
    while (file && fscanf(file, "%i %d", (int *)&id, &value) == 2)
        if (id == c->id)
            found = value;
    if (file)
        fclose(file);
    return found;
}
static struct control *control_of(struct device *d, uint32_t id) {
    for (int i = 0; i < d->is.controls; i++)
        if (d->is.control[i].id == id)
            return &d->is.control[i];
    return 0;
}
static int query_control(struct device *d, struct v4l2_queryctrl *q) {
    struct control *found = 0;
    if (q->id & V4L2_CTRL_FLAG_NEXT_CTRL) {
        uint32_t after = q->id & ~V4L2_CTRL_FLAG_NEXT_CTRL;
        for (int i = 0; i < d->is.controls; i++)
            if (d->is.control[i].id > after && (!found || d->is.control[i].id < found->id))
                found = &d->is.control[i];
    } else
        found = control_of(d, q->id);
    if (!found)
        return fail(EINVAL);
    memset(q, 0, sizeof *q);
    q->id = found->id;
    q->type = found->type;
    memcpy(q->name, found->name, sizeof found->name);
    q->minimum = found->min;
    q->maximum = found->max;
    q->step = found->step;
    q->default_value = found->usual;
    q->flags = found->flags;
    return 0;
}
static int query_menu(struct device *d, struct v4l2_querymenu *m) {
    for (int i = 0; i < d->is.entries; i++)
        if (d->is.entry[i].id == m->id && d->is.entry[i].value == (int)m->index) {
            memcpy(m->name, d->is.entry[i].words, sizeof d->is.entry[i].words);
            return 0;
        }
    return fail(EINVAL);
}
static int get_control(struct device *d, struct v4l2_control *c) {
    struct control *found = control_of(d, c->id);
    if (!found)
        return fail(EINVAL);
    c->value = value_of(d, found);
    return 0;
}
static int set_control(struct device *d, struct v4l2_control *c) {
    struct control *found = control_of(d, c->id);
    if (!found)
        return fail(EINVAL);
    if (found->flags & (V4L2_CTRL_FLAG_READ_ONLY | V4L2_CTRL_FLAG_INACTIVE)) // as cameras of USB do
        return fail(EACCES);
    if (c->value < found->min || c->value > found->max)
        return fail(ERANGE);
    FILE *file = fopen(values_of(d->number), "ae");
    if (!file)
        return fail(EIO);
    fprintf(file, "0x%x %d\n", c->id, c->value);
    fclose(file);
    return 0;
}

// --- I2C

enum { BUSES = 8 };
static struct bus {
    int fd, number;
    unsigned long address;
} buses[BUSES];
static int open_bus(int number) {
    char name[32], line[LINE] = "";
    snprintf(name, sizeof name, "i2c-%d", number);
    FILE *file = fopen(file_of(name), "re");
    if (!file)
        return fail(ENOENT);
    if (!fgets(line, sizeof line, file))
        *line = 0;
    fclose(file);
    if (!strncmp(line, "denied", 6))
        return fail(EACCES);
    for (int i = 0; i < BUSES; i++)
        if (buses[i].fd <= 0) {
            buses[i].number = number;
            return buses[i].fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
        }
    return fail(EMFILE);
}
static struct bus *bus_of(int fd) {
    for (int i = 0; i < BUSES; i++)
        if (buses[i].fd == fd && fd > 0)
            return &buses[i];
    return 0;
}
static int ask_bus(struct bus *b, unsigned long request, void *argument) {
    char name[32], line[LINE] = "";
    if (request == I2C_SLAVE) {
        b->address = (unsigned long)argument;
        return 0;
    }
    if (request != I2C_SMBUS)
        return fail(ENOTTY);
    snprintf(name, sizeof name, "i2c-%d", b->number);
    FILE *file = fopen(file_of(name), "re");
    if (!file)
        return fail(ENODEV);
    if (!fgets(line, sizeof line, file))
        *line = 0;
    fclose(file);
    if (!strncmp(line, "deaf", 4))
        return fail(EREMOTEIO);
    struct i2c_smbus_ioctl_data *call = argument;
    if (call->read_write != I2C_SMBUS_WRITE)
        return fail(EOPNOTSUPP);
    snprintf(name, sizeof name, "i2c-%d.log", b->number);
    file = fopen(file_of(name), "ae");
    if (!file)
        return fail(EIO);
    fprintf(file, "%02lx %d %u", b->address, call->command, call->size);
    if (call->size == I2C_SMBUS_BYTE_DATA)
        fprintf(file, " %d\n", call->data->byte);
    else if (call->size == I2C_SMBUS_WORD_DATA)
        fprintf(file, " %d\n", call->data->word);
    else {
        fprintf(file, " ");
        for (int i = 1; i <= call->data->block[0]; i++)
            fprintf(file, "%02x", call->data->block[i]);
        fprintf(file, "\n");
    }
    fclose(file);
    return 0;
}

static int open_free(int number, int flags) {
    struct description is;
    struct device *d = 0;
    if (!describe(number, &is))
        return fail(ENOENT);
    if (is.denied)
        return fail(EACCES);
    if (is.unopenable)
        return fail(EBUSY);
    forget_if_new(number);
    for (int i = 0; i < DEVICES && !d; i++)
        if (devices[i].fd <= 0)
            d = &devices[i];
    if (!d)
        return fail(EMFILE);
    memset(d, 0, sizeof *d);
    d->is = is;
    d->number = number;
    d->memory = -1;
    d->fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | (flags & O_NONBLOCK ? TFD_NONBLOCK : 0));
    count_of_devices = DEVICES;
    load_pictures();
    return d->fd;
}
static int open_device(int number, int flags) {
    pthread_mutex_lock(&opening);
    int fd = open_free(number, flags), error = errno;
    pthread_mutex_unlock(&opening);
    errno = error;
    return fd;
}
int open(const char *path, int flags, ...) {
    mode_t mode = 0;
    if (flags & (O_CREAT | O_TMPFILE)) {
        va_list rest;
        va_start(rest, flags);
        mode = va_arg(rest, int);
        va_end(rest);
    }
    int number = number_of(path), bus, used = 0;
    if (sscanf(path, "/dev/i2c-%d%n", &bus, &used) == 1 && !path[used])
        return open_bus(bus);
    return number >= 0 ? open_device(number, flags) : (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}
static void free_buffers(struct device *d) {
    if (d->bytes)
        syscall(SYS_munmap, d->bytes, d->buffer_bytes * d->buffers);
    if (d->memory >= 0)
        real_close(d->memory);
    d->bytes = 0;
    d->memory = -1;
    d->buffers = d->queued = 0;
}
int close(int fd) {
    struct device *d = find(fd);
    struct bus *b = bus_of(fd);
    if (d) {
        free_buffers(d);
        d->fd = 0;
    }
    if (b)
        b->fd = 0;
    return real_close(fd);
}
void *mmap(void *at, size_t bytes, int protection, int flags, int fd, off_t offset) {
    struct device *d = find(fd);
    if (!d)
        return (void *)syscall(SYS_mmap, at, bytes, protection, flags, fd, offset);
    if (offset < 0 || offset % d->buffer_bytes || bytes > d->buffer_bytes || offset / d->buffer_bytes >= (size_t)d->buffers) {
        errno = EINVAL; // as the kernel does: nothing outside a buffer can be mapped
        return MAP_FAILED;
    }
    void *mapped = real_mmap(bytes, d->memory, offset);
    if (mapped != MAP_FAILED)
        d->mapped++;
    return mapped;
}
int munmap(void *at, size_t bytes) {
    for (int i = 0; i < count_of_devices; i++)
        if (devices[i].fd > 0 && devices[i].mapped && bytes <= devices[i].buffer_bytes) {
            devices[i].mapped--;
            break;
        }
    return (int)syscall(SYS_munmap, at, bytes);
}
static int is_unplugged(struct device *d) { // reads nothing: who measures a program doesn't want to measure this
    char name[32];
    snprintf(name, sizeof name, "video%d", d->number);
    return syscall(SYS_faccessat, AT_FDCWD, file_of(name), F_OK) != 0;
}
// In slices: a camera that goes away wakes whoever waits for it.
// How often a waiting poll looks for a change of its device's file.
static int look_each_ms(void) {
    static int ms;
    if (!ms) {
        const char *from_environment = getenv("EMULATED_LOOK_MS");
        ms = from_environment && atoi(from_environment) > 0 ? atoi(from_environment) : 5;
    }
    return ms;
}

int poll(struct pollfd *fds, nfds_t n, int timeout) {
    struct device *d = n == 1 ? find(fds->fd) : 0;
    for (int waited = 0; d; waited += look_each_ms()) {
        if (d->is.silent ? is_gone(d) : is_unplugged(d)) {
            fds->revents = d->is.hangup ? POLLERR | POLLHUP : POLLIN;
            return 1;
        }
        if (d->is.unpaced && d->streaming && !d->is.silent && d->queued) {
            fds->revents = POLLIN;
            return 1;
        }
        if (timeout >= 0 && waited >= timeout) {
            fds->revents = 0;
            return 0;
        }
        struct timespec slice = {look_each_ms() / 1000, look_each_ms() % 1000 * 1000000L};
        int ready = d->is.silent || !d->queued ? (nanosleep(&slice, 0), 0) : (int)syscall(SYS_ppoll, fds, n, &slice, 0, 8);
        if (ready)
            return ready;
    }
    struct timespec time = {timeout / 1000, timeout % 1000 * 1000000L};
    return (int)syscall(SYS_ppoll, fds, n, timeout < 0 ? 0 : &time, 0, 8);
}

static void put64(unsigned char *at, uint64_t value) {
    for (int i = 0; i < 8; i++)
        at[i] = value >> 8 * i;
}
static size_t put_comment(unsigned char *at, uint64_t frame, uint64_t micros) {
    memcpy(at, "\xff\xd8\xff\xfe\0\x16" "EMUL", 10);
    put64(at + 10, frame);
    put64(at + 18, micros);
    return 26;
}
static size_t nth_picture(uint64_t n, const unsigned char **start) {
    static size_t first[1000], count; // found once: who measures a program doesn't want to measure this search
    if (!count)
        for (size_t i = 0; i + 3 < pictures_bytes && count < 999; i++)
            if (pictures[i] == 0xff && pictures[i + 1] == 0xd8 && pictures[i + 2] == 0xff)
                first[count++] = i;
    if (!count)
        return 0;
    first[count] = pictures_bytes;
    *start = pictures + first[n % count];
    return first[n % count + 1] - first[n % count];
}
// Real where frames.mjpeg is there; else markers as a camera writes them, around bytes that follow from the frame's number.
static size_t draw_jpeg(struct device *d, unsigned char *at, uint64_t micros) {
    const unsigned char *start;
    size_t n = put_comment(at, d->frame, micros), bytes = nth_picture(d->frame, &start);
    if (bytes && n + bytes <= d->buffer_bytes) {
        memcpy(at + n, start + 2, bytes - 2);
        return n + bytes - 2;
    }
    unsigned char head[] = {0xff, 0xc0, 0, 11, 8, d->height >> 8, d->height, d->width >> 8, d->width, 1, 1, 0x11, 0};
    memcpy(at + n, head, sizeof head);
    n += sizeof head;
    if (!d->is.huffmanless) {
        memcpy(at + n, "\xff\xc4\0\x03\0", 5);
        n += 5;
    }
    memcpy(at + n, "\xff\xda\0\x08\1\1\0\0\x3f\0", 10);
    n += 10;
    for (int i = 0; i < 5000 + (int)(d->frame % 100); i++)
        at[n++] = (unsigned char)((d->frame * 31 + i) % 251);
    memcpy(at + n, "\xff\xd9", 2);
    return n + 2;
}
static size_t draw_raw(struct device *d, unsigned char *at) {
    memset(at, 0xee, d->image);
    for (uint32_t y = 0; y < d->height; y++)
        for (uint32_t x = 0; x < d->width * 2; x++)
            at[y * d->line + x] = x % 2 ? 128 : (unsigned char)(x / 2 + y + d->frame);
    return d->image;
}
// A number that follows from the seed and the place where it is asked for.
static uint64_t chance(uint64_t seed, uint64_t place) {
    uint64_t x = seed * 0x9e3779b97f4a7c15u + place * 0xbf58476d1ce4e5b9u + 1;
    x ^= x >> 31, x *= 0x94d049bb133111ebu, x ^= x >> 29, x *= 0x9e3779b97f4a7c15u;
    return x ^ x >> 32;
}
static int mutate(struct device *d, struct v4l2_buffer *b, unsigned char *at) {
    uint64_t r = chance(d->is.mutated, d->frame), value = r >> 8;
    switch (r % 20) {
    case 0: b->index = value; break;
    case 1: b->index = value % 6; break;
    case 2: b->bytesused = value; break;
    case 3: b->bytesused = value % (b->bytesused + 2); break;
    case 4: b->length = value; break;
    case 5: b->flags = value; break;
    case 6: b->timestamp.tv_sec = value; break;
    case 7: b->timestamp.tv_usec = -(int64_t)value; break;
    case 8: b->timestamp.tv_sec += value % 1000000; break;
    case 9: b->timestamp.tv_sec = b->timestamp.tv_usec = 0; break;
    case 10: memset(b, value, sizeof *b); break;
    case 11: return value % 40 ? 0 : fail(EIO);
    case 12: return value % 40 ? 0 : fail(EINVAL);
    default:
        for (int i = 0; i < 8; i++)
            at[(chance(r, i) >> 8) % (i < 4 ? 64 : d->buffer_bytes)] = chance(r, i + 8);
    }
    return 0;
}
static int take(struct device *d, struct v4l2_buffer *b) {
    uint64_t ticks;
    if (!d->streaming)
        return fail(EINVAL);
    if (!d->queued || d->is.silent)
        return fail(EAGAIN);
    if (!d->is.unpaced && syscall(SYS_read, d->fd, &ticks, 8) != 8)
        return -1;
    d->frame++;
    int index = d->queue[0];
    memmove(d->queue, d->queue + 1, --d->queued * sizeof *d->queue);
    uint64_t micros = now_micros();
    unsigned char *at = d->bytes + d->buffer_bytes * index;
    memset(b, 0, sizeof *b);
    b->type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    b->index = index;
    b->memory = V4L2_MEMORY_MMAP;
    b->flags = d->is.unknown_stamps ? 0 : V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC;
    b->bytesused = d->format == V4L2_PIX_FMT_YUYV ? draw_raw(d, at) : draw_jpeg(d, at, micros);
    b->timestamp.tv_sec = d->is.unknown_stamps ? 1 : micros / 1000000;
    b->timestamp.tv_usec = micros % 1000000;
    b->sequence = d->frame;
    b->length = d->buffer_bytes;
    if (d->is.damaged && d->frame % d->is.damaged == 0)
        b->flags |= V4L2_BUF_FLAG_ERROR;
    if (d->is.empty && d->frame % d->is.empty == 0)
        b->bytesused = 0;
    if (d->is.cut && d->frame % d->is.cut == 0)
        b->bytesused /= 2;
    if (d->is.overlong && d->frame % d->is.overlong == 0)
        b->bytesused = d->buffer_bytes + 1;
    return d->is.mutated ? mutate(d, b, at) : 0;
}

static struct mode *mode_of(struct device *d, uint32_t format, int width, int height, int index) {
    for (int i = 0; i < d->is.modes; i++) {
        struct mode *m = &d->is.mode[i];
        int fits = !width || (width >= m->min_w && width <= m->max_w && height >= m->min_h && height <= m->max_h);
        if (m->format == format && fits && !index--)
            return m;
    }
    return 0;
}
static int is_owned_by_another(struct device *d) {
    for (int i = 0; i < DEVICES; i++)
        if (&devices[i] != d && devices[i].fd > 0 && devices[i].number == d->number && devices[i].buffers)
            return 1;
    return d->is.busy;
}
static int set_format(struct device *d, struct v4l2_pix_format *p) {
    if (is_owned_by_another(d))
        return fail(EBUSY);
    struct mode *m = mode_of(d, p->pixelformat, p->width, p->height, 0);
    if (!m)
        m = mode_of(d, p->pixelformat, 0, 0, 0);
    if (!m)
        m = &d->is.mode[0];
    int w = p->width, h = p->height;
    w = w < m->min_w ? m->min_w : w > m->max_w ? m->max_w : w;
    h = h < m->min_h ? m->min_h : h > m->max_h ? m->max_h : h;
    d->format = p->pixelformat = m->format;
    d->width = p->width = w;
    d->height = p->height = h;
    d->line = m->format == V4L2_PIX_FMT_YUYV ? w * 2 : 0;
    if (d->is.stride && d->line)
        d->line = (d->line + d->is.stride - 1) / d->is.stride * d->is.stride;
    d->image = d->line ? d->line * h : w * h * 2 + 8192;
    d->fps = m->fps[0];
    p->bytesperline = d->line;
    p->sizeimage = d->image;
    p->field = V4L2_FIELD_NONE;
    return 0;
}
static int set_rate(struct device *d, struct v4l2_streamparm *s) {
    struct v4l2_fract *f = &s->parm.capture.timeperframe;
    struct mode *m = mode_of(d, d->format, d->width, d->height, 0);
    double wanted = f->numerator ? (double)f->denominator / f->numerator : m->fps[0];
    d->fps = m->fps[0];
    for (int i = 0; i < m->rates; i++)
        if (abs((int)(m->fps[i] - wanted)) < abs((int)(d->fps - wanted)))
            d->fps = m->fps[i];
    if (m->is_range && wanted >= m->fps[0] && wanted <= m->fps[1])
        d->fps = wanted;
    s->parm.capture.capability = V4L2_CAP_TIMEPERFRAME;
    f->numerator = 1;
    f->denominator = d->fps;
    return 0;
}
static int request_buffers(struct device *d, struct v4l2_requestbuffers *r) {
    if (r->memory != V4L2_MEMORY_MMAP)
        return fail(EINVAL);
    if (d->streaming || d->mapped || is_owned_by_another(d))
        return fail(EBUSY);
    free_buffers(d);
    if (r->count > BUFFERS)
        r->count = BUFFERS;
    if (!r->count)
        return 0;
    d->buffer_bytes = (d->image + 4095) & ~4095ul;
    d->memory = memfd_create("emulated-camera", MFD_CLOEXEC);
    if (d->memory < 0 || ftruncate(d->memory, d->buffer_bytes * r->count))
        return -1;
    d->buffers = r->count;
    d->bytes = real_mmap(d->buffer_bytes * r->count, d->memory, 0);
    return 0;
}
static int stream(struct device *d, int on) {
    if (on && (d->is.nobandwidth || (d->is.most_pixels && (int)(d->width * d->height) > d->is.most_pixels)))
        return fail(ENOSPC);
    long nanos = on ? 1000000000L / (d->fps ? d->fps : 30) : 0;
    struct itimerspec every = {{nanos / 1000000000L, nanos % 1000000000L}, {nanos / 1000000000L, nanos % 1000000000L}};
    timerfd_settime(d->fd, 0, &every, 0);
    d->streaming = on;
    if (!on)
        d->queued = 0;
    return 0;
}
static int enumerate_sizes(struct device *d, struct v4l2_frmsizeenum *e) {
    struct mode *m = mode_of(d, e->pixel_format, 0, 0, e->index);
    if (e->pixel_format == d->is.unaskable && d->is.sizes_error)
        return fail(d->is.sizes_error);
    if (!m || d->is.untold)
        return fail(d->is.untold ? ENOTTY : EINVAL);
    int is_range = m->min_w != m->max_w;
    e->type = is_range ? V4L2_FRMSIZE_TYPE_STEPWISE : V4L2_FRMSIZE_TYPE_DISCRETE;
    if (is_range)
        e->stepwise = (struct v4l2_frmsize_stepwise){m->min_w, m->max_w, m->step_w, m->min_h, m->max_h, m->step_h};
    else
        e->discrete = (struct v4l2_frmsize_discrete){m->min_w, m->min_h};
    return 0;
}
static int enumerate_rates(struct device *d, struct v4l2_frmivalenum *e) {
    struct mode *m = mode_of(d, e->pixel_format, e->width, e->height, 0);
    if (e->pixel_format == d->is.unaskable && d->is.rates_error)
        return fail(d->is.rates_error);
    if (!m || d->is.untold || (int)e->index >= (m->is_range ? 1 : m->rates))
        return fail(d->is.untold ? ENOTTY : EINVAL);
    e->type = m->is_range ? V4L2_FRMIVAL_TYPE_CONTINUOUS : V4L2_FRMIVAL_TYPE_DISCRETE;
    if (m->is_range)
        e->stepwise = (struct v4l2_frmival_stepwise){{1, m->fps[1]}, {1, m->fps[0]}, {1, 1}};
    else
        e->discrete = (struct v4l2_fract){1, m->fps[e->index]};
    return 0;
}
static int enumerate_formats(struct device *d, struct v4l2_fmtdesc *f) {
    uint32_t index = f->index;
    for (int i = 0; i < d->is.modes; i++) {
        uint32_t format = d->is.mode[i].format;
        if (mode_of(d, format, 0, 0, 0) == &d->is.mode[i] && !index--) {
            f->pixelformat = format;
            return 0;
        }
    }
    return fail(d->is.formats_error ? d->is.formats_error : EINVAL);
}
static int query_capability(struct device *d, struct v4l2_capability *c) {
    memset(c, 0, sizeof *c);
    memcpy(c->card, d->is.card, sizeof d->is.card);
    memcpy(c->driver, d->is.driver, sizeof d->is.driver);
    memcpy(c->bus_info, d->is.bus, sizeof d->is.bus);
    c->device_caps = d->is.caps;
    c->capabilities = d->is.caps | V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_DEVICE_CAPS;
    return 0;
}
static int query_buffer(struct device *d, struct v4l2_buffer *b) {
    if ((int)b->index >= d->buffers)
        return fail(EINVAL);
    b->length = d->buffer_bytes;
    b->m.offset = b->index * d->buffer_bytes;
    return 0;
}
static int queue_buffer(struct device *d, struct v4l2_buffer *b) {
    if ((int)b->index >= d->buffers || d->queued == d->buffers)
        return fail(EINVAL);
    d->queue[d->queued++] = b->index;
    return 0;
}
// One of the words of an answer becomes another.
static int absurd(struct device *d, unsigned long request, void *argument, int answer) {
    static const uint32_t words[] = {0, 1, 2, 15, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff};
    uint64_t r = chance(d->is.absurd, request);
    if (request == VIDIOC_QUERYCAP && r % 4 == 0)
        memset(argument, 0x01 + r / 4 % 0xff, 80); // texts without an end
    int is_told = request == VIDIOC_ENUM_FRAMESIZES || request == VIDIOC_ENUM_FRAMEINTERVALS || request == VIDIOC_S_FMT
        || request == VIDIOC_S_PARM || request == VIDIOC_REQBUFS || request == VIDIOC_QUERYBUF;
    if (answer == 0 && is_told && r % 2) {
        size_t bytes = request >> 16 & 0x3fff;
        if (bytes > 88)
            bytes = 40;
        uint32_t *at = (uint32_t *)argument + (r >> 8) % (bytes / 4);
        *at = words[(r >> 16) % 8];
    }
    return answer;
}
static int answer(struct device *d, unsigned long request, void *argument);
int ioctl(int fd, unsigned long request, ...) {
    va_list rest;
    va_start(rest, request);
    void *argument = va_arg(rest, void *);
    va_end(rest);
    request = (uint32_t)request; // as in the kernel: some programs keep it in an int, and its sign with it
    struct device *d = find(fd);
    struct bus *b = bus_of(fd);
    if (b)
        return ask_bus(b, request, argument);
    if (!d)
        return (int)syscall(SYS_ioctl, fd, request, argument);
    if (is_gone(d))
        return fail(ENODEV);
    int answered = answer(d, request, argument);
    return d->is.absurd ? absurd(d, request, argument, answered) : answered;
}
static int answer(struct device *d, unsigned long request, void *argument) {
    switch (request) {
    case VIDIOC_QUERYCAP: return query_capability(d, argument);
    case VIDIOC_ENUM_FMT: return enumerate_formats(d, argument);
    case VIDIOC_ENUM_FRAMESIZES: return enumerate_sizes(d, argument);
    case VIDIOC_ENUM_FRAMEINTERVALS: return enumerate_rates(d, argument);
    case VIDIOC_S_INPUT: return *(int *)argument ? fail(EINVAL) : 0;
    case VIDIOC_S_FMT: return set_format(d, &((struct v4l2_format *)argument)->fmt.pix);
    case VIDIOC_S_PARM: return set_rate(d, argument);
    case VIDIOC_REQBUFS: return request_buffers(d, argument);
    case VIDIOC_QUERYBUF: return query_buffer(d, argument);
    case VIDIOC_QBUF: return queue_buffer(d, argument);
    case VIDIOC_DQBUF: return take(d, argument);
    case VIDIOC_STREAMON: return stream(d, 1);
    case VIDIOC_STREAMOFF: return stream(d, 0);
    case VIDIOC_QUERYCTRL: return query_control(d, argument);
    case VIDIOC_QUERYMENU: return query_menu(d, argument);
    case VIDIOC_G_CTRL: return get_control(d, argument);
    case VIDIOC_S_CTRL: return set_control(d, argument);
    default: return fail(ENOTTY);
    }
}
