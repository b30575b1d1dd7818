// The floor: what the kernel asks of any server that gives every viewer the same picture at a fixed rate. One thread, epoll, one
// buffer framed once; each tick of a timer sends it to every viewer that has taken the one before, and what viewers say is read
// and forgotten. Speaks just enough of WebSocket and oriel.v1 for `oriel bench`: no TLS, no flow control, no camera.
//
//   floor PORT FRAMES_PER_SECOND FILE.jpg
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum { MOST_VIEWERS = 32768, EVENTS = 512, ANNOUNCEMENT = 26, PREFIX = 10, HEADER = 24, PICTURE_MAX = 1 << 24 };

struct viewer {
    int upgraded, waits_for_room;
    size_t left; // bytes of the picture begun that the kernel has not taken
};

static struct viewer viewers[MOST_VIEWERS]; // by file descriptor
static int poller, highest;
static unsigned char wire[ANNOUNCEMENT + PREFIX + HEADER + PICTURE_MAX];
static size_t wire_bytes;
static uint32_t sequence;

static void put(unsigned char *at, uint64_t value, int bytes) {
    while (bytes--) {
        at[bytes] = value & 255;
        value >>= 8;
    }
}

static void stamp(void) { // who is still sending the last one gets its end from this one: the same bytes but for the stamps
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    unsigned char *announcement = wire + 2, *header = wire + ANNOUNCEMENT + PREFIX;
    put(header + 4, ++sequence, 4);
    put(header + 8, now.tv_sec * 1000000ull + now.tv_nsec / 1000, 8);
    memcpy(announcement, header, HEADER);
    announcement[0] = 0;
}

static void read_picture(const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        exit(1);
    }
    unsigned char *header = wire + ANNOUNCEMENT + PREFIX;
    size_t bytes = fread(header + HEADER, 1, PICTURE_MAX, file);
    fclose(file);
    wire[0] = 0x82;
    wire[1] = HEADER;
    wire[ANNOUNCEMENT] = 0x82;
    wire[ANNOUNCEMENT + 1] = 127;
    put(wire + ANNOUNCEMENT + 2, HEADER + bytes, 8);
    header[0] = 1;
    put(header + 2, HEADER, 2);
    wire_bytes = ANNOUNCEMENT + PREFIX + HEADER + bytes;
}

static void watch(int fd, int operation, uint32_t events) {
    struct epoll_event event = {.events = events, .data.fd = fd};
    epoll_ctl(poller, operation, fd, &event);
}

static void gone(int fd) {
    close(fd);
    memset(&viewers[fd], 0, sizeof viewers[fd]);
}

static void push(int fd) {
    struct viewer *viewer = &viewers[fd];
    ssize_t sent = send(fd, wire + wire_bytes - viewer->left, viewer->left, MSG_NOSIGNAL);
    if (sent > 0)
        viewer->left -= sent;
    else if (errno != EAGAIN)
        return; // its end is read soon
    if (!!viewer->left != viewer->waits_for_room) {
        viewer->waits_for_room = !!viewer->left;
        watch(fd, EPOLL_CTL_MOD, EPOLLIN | (viewer->left ? EPOLLOUT : 0));
    }
}

static void accept_one(int listener) {
    int one = 1, fd = accept4(listener, 0, 0, SOCK_NONBLOCK);
    if (fd < 0)
        return;
    if (fd >= MOST_VIEWERS) {
        close(fd);
        return;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (fd > highest)
        highest = fd;
    watch(fd, EPOLL_CTL_ADD, EPOLLIN);
}

static void hear(int fd) {
    static const char upgrade[] = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                  "Sec-WebSocket-Protocol: oriel.v1\r\n\r\n"; // no Accept: the load doesn't look at it
    static char heard[4096];
    ssize_t bytes = recv(fd, heard, sizeof heard, 0);
    if (bytes == 0 || (bytes < 0 && errno != EAGAIN)) {
        gone(fd);
    } else if (bytes > 0 && !viewers[fd].upgraded) {
        viewers[fd].upgraded = 1;
        send(fd, upgrade, sizeof upgrade - 1, MSG_NOSIGNAL);
    }
}

static void tick(int timer) {
    uint64_t ticks;
    if (read(timer, &ticks, sizeof ticks) != sizeof ticks)
        return;
    stamp();
    for (int fd = 0; fd <= highest; fd++)
        if (viewers[fd].upgraded && !viewers[fd].left) {
            viewers[fd].left = wire_bytes;
            push(fd);
        }
}

int main(int count, char **words) {
    if (count != 4) {
        fprintf(stderr, "floor PORT FRAMES_PER_SECOND FILE.jpg\n");
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    struct rlimit files = {MOST_VIEWERS, MOST_VIEWERS};
    setrlimit(RLIMIT_NOFILE, &files);
    read_picture(words[3]);
    int one = 1, listener = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(words[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (bind(listener, (void *)&address, sizeof address) || listen(listener, 4096)) {
        perror("listen");
        return 1;
    }
    long nanos = 1000000000 / atoi(words[2]);
    struct timespec every = {nanos / 1000000000, nanos % 1000000000};
    struct itimerspec pace = {every, every};
    int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    timerfd_settime(timer, 0, &pace, 0);
    poller = epoll_create1(0);
    watch(listener, EPOLL_CTL_ADD, EPOLLIN);
    watch(timer, EPOLL_CTL_ADD, EPOLLIN);
    for (;;) {
        struct epoll_event events[EVENTS];
        int ready = epoll_wait(poller, events, EVENTS, -1);
        for (int i = 0; i < ready; i++) {
            int fd = events[i].data.fd;
            if (fd == listener)
                accept_one(listener);
            else if (fd == timer)
                tick(timer);
            else if (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR))
                hear(fd);
            else if (events[i].events & EPOLLOUT && viewers[fd].left)
                push(fd);
        }
    }
}
