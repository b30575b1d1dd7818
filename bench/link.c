// A link between two network namespaces: a bottleneck with a queue that drops what finds no room, then a delay. Real packets pass
// it, so the kernel's buffers and its congestion control behave as on a real path.
//
//   link SERVER_NAMESPACE CLIENT_NAMESPACE MBIT ROUND_TRIP_MS QUEUE_KB [LOSS_PERCENT [JITTER_MS]]
//
// Each namespace has a TUN device `link0`, made by the caller. The rate, the queue and the loss are those from the server to the
// client; the other way is only late. Jitter comes on top of the delay, both ways, 0 to JITTER_MS evenly, and keeps the order. A number on a line of standard
// input is the rate from then on; 0 is an outage, of both directions. The end (SIGTERM) says what passed and what was dropped.
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <math.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

enum { MTU = 1500, BATCH = 64 };
static const int64_t SECOND = 1000000000, LONGEST_SLEEP = 50000000;

struct packet {
    struct packet *next;
    int64_t nanos; // when it came; then when it is due
    int bytes;
    unsigned char data[MTU];
};
struct queue {
    struct packet *first, *last;
    long bytes;
};
struct direction {
    int from, to;
    double bits_per_nano, loss;
    int64_t delay, jitter, free_at, last_due;
    long room, passed, dropped;
    struct queue waiting, travelling;
};

static volatile sig_atomic_t over;

static int64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * SECOND + t.tv_nsec;
}

static void put(struct queue *queue, struct packet *packet) {
    packet->next = 0;
    *(queue->first ? &queue->last->next : &queue->first) = packet;
    queue->last = packet;
    queue->bytes += packet->bytes;
}

static struct packet *take(struct queue *queue) {
    struct packet *packet = queue->first;
    queue->first = packet->next;
    queue->bytes -= packet->bytes;
    return packet;
}

static int64_t later(int64_t a, int64_t b) { return a > b ? a : b; }
static int64_t sooner(int64_t a, int64_t b) { return a < b ? a : b; }

static void receive(struct direction *d) {
    for (int i = 0; i < BATCH; i++) {
        struct packet *packet = malloc(sizeof *packet);
        packet->bytes = read(d->from, packet->data, MTU);
        packet->nanos = now();
        if (packet->bytes <= 0) {
            free(packet);
            return;
        }
        if (d->waiting.bytes + packet->bytes > d->room || drand48() < d->loss) {
            d->dropped++;
            free(packet);
        } else {
            put(&d->waiting, packet);
        }
    }
}

// What has passed the bottleneck by now travels on. Returns when the next one will have passed.
static int64_t serve(struct direction *d, int64_t at) {
    while (d->waiting.first && d->bits_per_nano > 0) {
        struct packet *packet = d->waiting.first;
        int64_t leaves = later(d->free_at, packet->nanos) + (int64_t)(packet->bytes * 8 / d->bits_per_nano);
        if (leaves > at)
            return leaves;
        d->free_at = leaves;
        packet = take(&d->waiting);
        packet->nanos = d->last_due = later(d->last_due, leaves + d->delay + (int64_t)(drand48() * d->jitter));
        put(&d->travelling, packet);
    }
    return INT64_MAX;
}

static int64_t deliver(struct direction *d, int64_t at) {
    while (d->travelling.first) {
        if (d->travelling.first->nanos > at)
            return d->travelling.first->nanos;
        struct packet *packet = take(&d->travelling);
        if (write(d->to, packet->data, packet->bytes) > 0)
            d->passed++;
        free(packet);
    }
    return INT64_MAX;
}

static int attach(const char *namespace) {
    char path[256];
    snprintf(path, sizeof path, "/var/run/netns/%s", namespace);
    int space = open(path, O_RDONLY), device = -1;
    struct ifreq request = {.ifr_name = "link0", .ifr_flags = IFF_TUN | IFF_NO_PI};
    if (space < 0 || setns(space, CLONE_NEWNET) || (device = open("/dev/net/tun", O_RDWR | O_NONBLOCK)) < 0 ||
        ioctl(device, TUNSETIFF, &request)) {
        perror(namespace);
        exit(1);
    }
    close(space);
    return device;
}

static void read_rate(struct direction *down, struct direction *up) {
    static char line[64];
    ssize_t bytes = read(0, line, sizeof line - 1);
    if (bytes > 0) {
        line[bytes] = 0;
        down->bits_per_nano = atof(line) / 1000;
        up->bits_per_nano = down->bits_per_nano > 0 ? INFINITY : 0;
        down->free_at = later(down->free_at, now());
        up->free_at = later(up->free_at, now());
    }
}

static void end(int signal) { over = signal; }

int main(int count, char **words) {
    if (count < 6) {
        fprintf(stderr, "link SERVER_NAMESPACE CLIENT_NAMESPACE MBIT ROUND_TRIP_MS QUEUE_KB [LOSS_PERCENT [JITTER_MS]]\n");
        return 2;
    }
    int server = attach(words[1]), client = attach(words[2]);
    int64_t delay = atof(words[4]) / 2 * 1e6, jitter = count > 7 ? atof(words[7]) * 1e6 : 0;
    struct direction down = {.from = server, .to = client, .bits_per_nano = atof(words[3]) / 1000, .room = atof(words[5]) * 1000,
                             .loss = count > 6 ? atof(words[6]) / 100 : 0, .delay = delay, .jitter = jitter};
    struct direction up = {.from = client, .to = server, .bits_per_nano = INFINITY, .room = 1 << 30, .delay = delay, .jitter = jitter};
    struct direction *both[] = {&down, &up};
    signal(SIGTERM, end);
    signal(SIGINT, end);
    srand48(now());
    prctl(PR_SET_TIMERSLACK, 1);
    sched_setscheduler(0, SCHED_FIFO, &(struct sched_param){.sched_priority = 10});
    while (!over) {
        int64_t at = now(), wake = at + LONGEST_SLEEP;
        for (int i = 0; i < 2; i++) {
            wake = sooner(wake, serve(both[i], at));
            wake = sooner(wake, deliver(both[i], at));
        }
        int64_t left = later(0, wake - now());
        struct timespec rest = {left / SECOND, left % SECOND};
        struct pollfd news[] = {{server, POLLIN, 0}, {client, POLLIN, 0}, {0, POLLIN, 0}};
        if (ppoll(news, 3, &rest, 0) <= 0)
            continue;
        for (int i = 0; i < 2; i++)
            if (news[i].revents)
                receive(both[i]);
        if (news[2].revents & POLLIN)
            read_rate(&down, &up);
    }
    fprintf(stderr, "down: %ld packets, %ld dropped; up: %ld packets\n", down.passed, down.dropped, up.passed);
    return 0;
}
