// The usual ways to decide when a picture starts, to compare Oriel's with: one server, one picture at a fixed rate, `oriel.v1` with
// announcements, so that `oriel bench` measures the same of it. For a few viewers; no TLS, no camera.
//
//   paces PORT FRAMES_PER_SECOND FILE.jpg PACE
//
// PACE is a number: so many pictures in flight, the newest when one of them was acknowledged; `newest`: the newest whenever the kernel
// has taken the one before; `fifo`: the same from a queue of 64, in which the newest finds no room; `bulk`: no pictures, but an
// endless download under CUBIC, for whatever asks.
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { MOST_VIEWERS = 16, ANNOUNCEMENT = 26, PREFIX = 10, HEADER = 24, HEAD = ANNOUNCEMENT + PREFIX + HEADER, PICTURE_MAX = 1 << 24, QUEUE = 64 };

struct stamp {
    uint32_t sequence;
    uint64_t micros;
};
struct viewer {
    int fd, upgraded, in_flight, queued, heard;
    struct stamp queue[QUEUE];
    unsigned char head[HEAD], ear[4096];
    size_t left; // bytes of head and picture that the kernel has not taken
};

static struct viewer viewers[MOST_VIEWERS];
static int many, window = INT_MAX, room = 1, bulk;
static unsigned char picture[PICTURE_MAX];
static size_t picture_bytes;
static uint32_t sequence;

static void put(unsigned char *at, uint64_t value, int bytes) {
    while (bytes--) {
        at[bytes] = value & 255;
        value >>= 8;
    }
}

static void head(unsigned char *head, struct stamp stamp) {
    unsigned char *announcement = head + 2, *header = head + ANNOUNCEMENT + PREFIX;
    memset(head, 0, HEAD);
    head[0] = head[ANNOUNCEMENT] = 0x82;
    head[1] = HEADER;
    head[ANNOUNCEMENT + 1] = 127;
    put(head + ANNOUNCEMENT + 2, HEADER + picture_bytes, 8);
    header[0] = 1;
    put(header + 2, HEADER, 2);
    put(header + 4, stamp.sequence, 4);
    put(header + 8, stamp.micros, 8);
    memcpy(announcement, header, HEADER);
    announcement[0] = 0;
}

// Sends what is left; true when the kernel took it all.
static int drained(struct viewer *v) {
    size_t all = HEAD + picture_bytes, sent = all - v->left;
    struct iovec parts[] = {{v->head + sent, HEAD - sent}, {picture, picture_bytes}};
    int from = sent >= HEAD;
    if (from)
        parts[1] = (struct iovec){picture + sent - HEAD, v->left};
    struct msghdr message = {.msg_iov = parts + from, .msg_iovlen = 2 - from};
    ssize_t bytes = v->left ? sendmsg(v->fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT) : 0;
    v->left -= bytes > 0 ? bytes : 0;
    return !v->left;
}

static void push(struct viewer *v) {
    while (v->upgraded && drained(v) && (bulk || (v->queued && v->in_flight < window))) {
        if (!bulk) {
            head(v->head, v->queue[0]);
            memmove(v->queue, v->queue + 1, --v->queued * sizeof *v->queue);
            v->in_flight++;
        }
        v->left = HEAD + picture_bytes;
    }
}

static void capture(struct viewer *v, struct stamp stamp) {
    if (room == 1)
        v->queued = 0;
    if (v->queued < room)
        v->queue[v->queued++] = stamp;
    push(v);
}

static void tick(int timer) {
    uint64_t ticks;
    struct timespec now;
    if (read(timer, &ticks, sizeof ticks) != sizeof ticks)
        return;
    clock_gettime(CLOCK_REALTIME, &now);
    struct stamp stamp = {++sequence, now.tv_sec * 1000000ull + now.tv_nsec / 1000};
    for (int i = 0; i < many; i++)
        if (viewers[i].upgraded)
            capture(&viewers[i], stamp);
}

// An acknowledgement is a masked binary message of 5 or 9 bytes; a viewer's texts are short and pass by.
static void understand(struct viewer *v) {
    int at = 0, bytes;
    while (v->heard - at >= 6 && v->heard - at >= (bytes = 6 + (v->ear[at + 1] & 127))) {
        if (v->ear[at] == 0x82 && v->in_flight)
            v->in_flight--;
        at += bytes;
    }
    memmove(v->ear, v->ear + at, v->heard -= at);
}

static void hear(struct viewer *v) {
    static const char upgrade[] = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                  "Sec-WebSocket-Protocol: oriel.v1\r\n\r\n"; // no Accept: the load doesn't look at it
    static const char endless[] = "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n\r\n";
    ssize_t bytes = recv(v->fd, v->ear + v->heard, sizeof v->ear - v->heard, MSG_DONTWAIT);
    if (bytes == 0 || (bytes < 0 && errno != EAGAIN)) {
        close(v->fd);
        *v = viewers[--many];
        return;
    }
    if (bytes > 0 && !v->upgraded) {
        v->upgraded = 1;
        send(v->fd, bulk ? endless : upgrade, strlen(bulk ? endless : upgrade), MSG_NOSIGNAL);
    } else if (bytes > 0) {
        v->heard += bytes;
        understand(v);
    }
    push(v);
}

static void accept_one(int listener) {
    int one = 1, fd = accept(listener, 0, 0);
    if (fd < 0)
        return;
    if (many == MOST_VIEWERS) {
        close(fd);
        return;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (bulk)
        setsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, "cubic", 5);
    memset(&viewers[many], 0, sizeof viewers[many]);
    viewers[many++].fd = fd;
}

static void read_picture(const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        exit(1);
    }
    picture_bytes = fread(picture, 1, PICTURE_MAX, file);
    fclose(file);
}

int main(int count, char **words) {
    if (count != 5) {
        fprintf(stderr, "paces PORT FRAMES_PER_SECOND FILE.jpg NUMBER|newest|fifo|bulk\n");
        return 2;
    }
    read_picture(words[3]);
    bulk = !strcmp(words[4], "bulk");
    room = strcmp(words[4], "fifo") ? 1 : QUEUE;
    window = atoi(words[4]) ? atoi(words[4]) : INT_MAX;
    int one = 1, listener = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(words[1]))};
    if (bind(listener, (void *)&address, sizeof address) || listen(listener, 16)) {
        perror("listen");
        return 1;
    }
    long nanos = 1000000000 / atoi(words[2]);
    struct itimerspec pace = {{0, nanos}, {0, nanos}};
    int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    timerfd_settime(timer, 0, &pace, 0);
    for (;;) {
        struct pollfd news[MOST_VIEWERS + 2] = {{listener, POLLIN, 0}, {timer, POLLIN, 0}};
        int known = many;
        for (int i = 0; i < known; i++)
            news[i + 2] = (struct pollfd){viewers[i].fd, POLLIN | (viewers[i].left ? POLLOUT : 0), 0};
        poll(news, known + 2, -1);
        for (int i = known - 1; i >= 0; i--) { // backwards: the last one takes the place of one that went
            if (news[i + 2].revents & POLLOUT)
                push(&viewers[i]);
            if (news[i + 2].revents & ~POLLOUT)
                hear(&viewers[i]);
        }
        if (news[1].revents)
            tick(timer);
        if (news[0].revents)
            accept_one(listener);
    }
}
