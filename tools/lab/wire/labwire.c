/*
 * labwire: an Ethernet switch in user space, for kernels without netem.
 *
 *   labwire CONTROL_FIFO NAMESPACE...
 *
 * In each network namespace it makes a TAP device "eth0" whose MAC address ends in the port's number, counted from 1,
 * so a frame's destination address says which port it belongs to. Each direction between two ports has a delay, a
 * jitter, a loss and a rate of its own, set by lines that are written into the FIFO:
 *
 *   set FROM TO DELAY_MS JITTER_MS LOSS_PERCENT RATE_KBIT      FROM and TO are port numbers or *; 0 means none
 *   stat                                                       prints what each direction carried and dropped
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/if.h>
#include <linux/if_arp.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum {
  MAX_PORTS = 16,
  MAX_QUEUED = 20000,  /* frames that wait in one direction */
  MAX_FRAME = 65536,
  BURST = 64,          /* frames read from one port before the others get their turn */
  ETHERNET_HEADER = 14,
};
static const uint64_t SECOND = 1000000000ull;
static const uint64_t RATE_BUFFER = 500000000ull; /* a rate-limited direction buffers half a second, then drops */

struct frame {
  struct frame *next;
  uint64_t due;
  size_t length;
  unsigned char bytes[];
};

struct direction {
  double delay_ms, jitter_ms, loss_percent;
  long rate_kbit;
  uint64_t idle_from; /* when the last frame has left a rate-limited direction */
  uint64_t last_due;
  uint64_t forwarded, dropped;
  int queued;
  struct frame *head, *tail;
};

static struct direction directions[MAX_PORTS][MAX_PORTS];
static int taps[MAX_PORTS];
static int ports;

static uint64_t monotonic_ns(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * SECOND + (uint64_t)time.tv_nsec;
}

static void deliver(struct direction *way, int to, const unsigned char *bytes, size_t length) {
  if (write(taps[to], bytes, length) == (ssize_t)length) way->forwarded++;
  else way->dropped++;
}

/* When a frame that arrives now may be delivered; 0 when the rate limit drops it. */
static uint64_t due_time(struct direction *way, uint64_t now, size_t length) {
  uint64_t due = now;
  if (way->rate_kbit > 0) {
    uint64_t start = way->idle_from > now ? way->idle_from : now;
    if (start - now > RATE_BUFFER) return 0;
    due = way->idle_from = start + (uint64_t)length * 8 * 1000000ull / (uint64_t)way->rate_kbit;
  }
  double extra_ms = way->delay_ms + (drand48() * 2 - 1) * way->jitter_ms;
  if (extra_ms > 0) due += (uint64_t)(extra_ms * 1e6);
  if (due < way->last_due) due = way->last_due; /* jitter must not reorder: TCP would take that for loss */
  return way->last_due = due;
}

static void forward(int from, int to, const unsigned char *bytes, size_t length) {
  struct direction *way = &directions[from][to];
  uint64_t now = monotonic_ns();
  bool lost = way->loss_percent > 0 && drand48() * 100 < way->loss_percent;
  uint64_t due = lost || way->queued >= MAX_QUEUED ? 0 : due_time(way, now, length);
  if (due == 0) {
    way->dropped++;
    return;
  }
  if (due <= now && way->head == NULL) {
    deliver(way, to, bytes, length);
    return;
  }
  struct frame *frame = malloc(sizeof *frame + length);
  if (frame == NULL) {
    way->dropped++;
    return;
  }
  frame->next = NULL;
  frame->due = due;
  frame->length = length;
  memcpy(frame->bytes, bytes, length);
  if (way->tail != NULL) way->tail->next = frame;
  else way->head = frame;
  way->tail = frame;
  way->queued++;
}

/* Delivers what is due and returns when the next frame will be, at most one second ahead. */
static uint64_t drain(void) {
  uint64_t now = monotonic_ns(), next = now + SECOND;
  for (int from = 0; from < ports; from++) {
    for (int to = 0; to < ports; to++) {
      struct direction *way = &directions[from][to];
      while (way->head != NULL && way->head->due <= now) {
        struct frame *frame = way->head;
        deliver(way, to, frame->bytes, frame->length);
        way->head = frame->next;
        if (way->head == NULL) way->tail = NULL;
        way->queued--;
        free(frame);
      }
      if (way->head != NULL && way->head->due < next) next = way->head->due;
    }
  }
  return next;
}

static void receive(int from) {
  static unsigned char bytes[MAX_FRAME];
  for (int count = 0; count < BURST; count++) {
    ssize_t length = read(taps[from], bytes, sizeof bytes);
    if (length < ETHERNET_HEADER) return;
    bool broadcast = bytes[0] & 1;
    int port = bytes[5] - 1;
    for (int to = 0; to < ports; to++)
      if (to != from && (broadcast || to == port)) forward(from, to, bytes, (size_t)length);
  }
}

static bool names_port(const char *text, int port) {
  return strcmp(text, "*") == 0 || atoi(text) == port + 1;
}

static void set_directions(const char *from, const char *to, const struct direction *wanted) {
  for (int i = 0; i < ports; i++) {
    for (int k = 0; k < ports; k++) {
      if (i == k || !names_port(from, i) || !names_port(to, k)) continue;
      struct direction *way = &directions[i][k];
      way->delay_ms = wanted->delay_ms;
      way->jitter_ms = wanted->jitter_ms;
      way->loss_percent = wanted->loss_percent;
      way->rate_kbit = wanted->rate_kbit;
      /* An undelayed frame must not wait for those of a limit that has ended. */
      if (way->head == NULL) way->last_due = way->idle_from = 0;
    }
  }
}

static void print_counters(void) {
  for (int i = 0; i < ports; i++)
    for (int k = 0; k < ports; k++)
      if (i != k)
        printf("%d>%d forwarded %" PRIu64 " dropped %" PRIu64 " queued %d\n", i + 1, k + 1, directions[i][k].forwarded,
               directions[i][k].dropped, directions[i][k].queued);
}

static void obey(const char *line) {
  char from[8], to[8];
  struct direction wanted = {0};
  if (sscanf(line, "set %7s %7s %lf %lf %lf %ld", from, to, &wanted.delay_ms, &wanted.jitter_ms, &wanted.loss_percent,
             &wanted.rate_kbit) == 6) {
    set_directions(from, to, &wanted);
    printf("done: %s\n", line);
  } else if (strcmp(line, "stat") == 0) {
    print_counters();
  } else {
    printf("not understood: %s\n", line);
  }
  fflush(stdout);
}

static void read_control(int control) {
  static char line[256];
  static size_t length;
  char next;
  while (read(control, &next, 1) == 1) {
    if (next == '\n') {
      line[length] = '\0';
      length = 0;
      obey(line);
    } else if (length < sizeof line - 1) {
      line[length++] = next;
    }
  }
}

static bool open_tap(const char *namespace, int port) {
  char path[256];
  snprintf(path, sizeof path, "/run/netns/%s", namespace);
  int target = open(path, O_RDONLY | O_CLOEXEC);
  if (target < 0 || setns(target, CLONE_NEWNET) != 0) {
    perror(path);
    return false;
  }
  close(target);
  struct ifreq request = {.ifr_flags = IFF_TAP | IFF_NO_PI};
  strcpy(request.ifr_name, "eth0");
  taps[port] = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (taps[port] < 0 || ioctl(taps[port], TUNSETIFF, &request) != 0) {
    perror("/dev/net/tun");
    return false;
  }
  struct ifreq address = {.ifr_hwaddr = {.sa_family = ARPHRD_ETHER, .sa_data = {2, 0, 0, 0, 0, (char)(port + 1)}}};
  strcpy(address.ifr_name, "eth0");
  if (ioctl(taps[port], SIOCSIFHWADDR, &address) != 0) {
    perror("hardware address");
    return false;
  }
  return true;
}

int main(int argc, char **argv) {
  ports = argc - 2;
  if (ports < 2 || ports > MAX_PORTS) {
    fprintf(stderr, "usage: labwire CONTROL_FIFO NAMESPACE NAMESPACE...   (at most %d)\n", MAX_PORTS);
    return 2;
  }
  /* Opened for writing too, so that it never reads end-of-file when a writer leaves. */
  int control = open(argv[1], O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (control < 0) {
    perror(argv[1]);
    return 1;
  }
  for (int port = 0; port < ports; port++)
    if (!open_tap(argv[port + 2], port)) return 1;
  srand48(getpid());
  printf("ready with %d ports\n", ports);
  fflush(stdout);

  struct pollfd waiting[MAX_PORTS + 1];
  for (int port = 0; port < ports; port++) waiting[port] = (struct pollfd){.fd = taps[port], .events = POLLIN};
  waiting[ports] = (struct pollfd){.fd = control, .events = POLLIN};
  for (;;) {
    uint64_t next = drain(), now = monotonic_ns(), wait = next > now ? next - now : 0;
    struct timespec timeout = {.tv_sec = (time_t)(wait / SECOND), .tv_nsec = (long)(wait % SECOND)};
    if (ppoll(waiting, (nfds_t)ports + 1, &timeout, NULL) < 0) {
      if (errno == EINTR) continue;
      perror("ppoll");
      return 1;
    }
    for (int port = 0; port < ports; port++)
      if (waiting[port].revents & POLLIN) receive(port);
    if (waiting[ports].revents & POLLIN) read_control(control);
  }
}
