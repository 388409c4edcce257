/* Stands between a program and the C library, by LD_PRELOAD, and makes one of its writes to a folder fail, or the
 * program end there: the Nth of all threads together, which strace(1) can not count.
 *
 *   FAULT_UNDER=FOLDER   only what has its place below counts: files, and no sockets
 *   FAULT_CALL=NAMES     names of functions with commas around each, such as ",fsync,fdatasync,"; all when missing
 *   FAULT_AT=N           the Nth call, from 1; 0 for none
 *   FAULT_HOW=WHAT       kill: ends before the call; torn: after the half of what is to be written; EIO: the call
 *                        fails; ENOSPC: it and all after it fail that need room
 *   FAULT_CLOCK=SECONDS  the clock is wrong by so many; time that is only measured is not
 *   FAULT_LOG=FILE       gets a line for each call that counts: its number, name and path
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static atomic_long calls;
static long at;
static time_t shift;
static const char *under, *names, *how = "";
static int journal = -1;
enum verdict { PASS, FAIL, TORN };

static ssize_t (*real_write)(int, const void *, size_t);

__attribute__((constructor)) static void begin(void) {
    const char *number = getenv("FAULT_AT"), *file = getenv("FAULT_LOG");
    real_write = dlsym(RTLD_NEXT, "write");
    under = getenv("FAULT_UNDER");
    names = getenv("FAULT_CALL");
    at = number ? atol(number) : 0;
    if (getenv("FAULT_CLOCK")) shift = atol(getenv("FAULT_CLOCK"));
    if (getenv("FAULT_HOW")) how = getenv("FAULT_HOW");
    if (file) journal = open(file, O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
}

static void end(void) {
    kill(getpid(), SIGKILL);
    for (;;) pause();
}

static enum verdict judge(const char *name, const char *path, int needs_room) {
    char wanted[64], line[PATH_MAX + 64];
    if (!under || strncmp(path, under, strlen(under)) != 0) return PASS;
    snprintf(wanted, sizeof wanted, ",%s,", name);
    if (names && !strstr(names, wanted)) return PASS;
    long number = atomic_fetch_add(&calls, 1) + 1;
    if (journal >= 0) {
        int length = snprintf(line, sizeof line, "%ld %s %s\n", number, name, path + strlen(under));
        if (real_write(journal, line, (size_t)length) != length) abort();
    }
    if (at == 0 || number < at) return PASS;
    if (strcmp(how, "ENOSPC") == 0) {
        if (!needs_room) return PASS;
        errno = ENOSPC;
        return FAIL;
    }
    if (number != at) return PASS;
    if (strcmp(how, "kill") == 0) end();
    if (strcmp(how, "torn") == 0) return TORN;
    errno = EIO;
    return FAIL;
}

static enum verdict judge_open(const char *name, int descriptor, int needs_room) {
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    int before = errno;
    ssize_t length = readlink(link, path, sizeof path - 1);
    errno = before;
    if (length < 0) return PASS;
    path[length] = 0;
    return judge(name, path, needs_room);
}

/* The function of that name behind this one. */
#define REAL(name) ((__typeof__(&name))real(&name##_found, #name))

static void *real(_Atomic(void *) *found, const char *name) {
    void *function = atomic_load(found);
    if (!function) atomic_store(found, function = dlsym(RTLD_NEXT, name));
    return function;
}

#define WRITING(name, half, last, ...)                                \
    static _Atomic(void *) name##_found;                              \
    ssize_t name(int descriptor, __VA_ARGS__) {                       \
        switch (judge_open(#name, descriptor, 1)) {                   \
        case FAIL: return -1;                                         \
        case TORN:                                                    \
            if (REAL(name) half < 0) abort();                         \
            end();                                                    \
            __attribute__((fallthrough));                             \
        default: return REAL(name) last;                              \
        }                                                             \
    }

WRITING(write, (descriptor, bytes, count / 2), (descriptor, bytes, count), const void *bytes, size_t count)
WRITING(pwrite, (descriptor, bytes, count / 2, place), (descriptor, bytes, count, place), const void *bytes,
        size_t count, off_t place)
WRITING(pwrite64, (descriptor, bytes, count / 2, place), (descriptor, bytes, count, place), const void *bytes,
        size_t count, off64_t place)
WRITING(writev, (descriptor, parts, count / 2), (descriptor, parts, count), const struct iovec *parts, int count)
WRITING(pwritev, (descriptor, parts, count / 2, place), (descriptor, parts, count, place),
        const struct iovec *parts, int count, off_t place)

#define OPENED(name, call, ...)                                       \
    static _Atomic(void *) name##_found;                              \
    int name(int descriptor, ##__VA_ARGS__) {                         \
        switch (judge_open(#name, descriptor, 0)) {                   \
        case FAIL: return -1;                                         \
        case TORN: end();                                             \
            __attribute__((fallthrough));                             \
        default: return REAL(name) call;                              \
        }                                                             \
    }

OPENED(fsync, (descriptor))
OPENED(fdatasync, (descriptor))
OPENED(ftruncate, (descriptor, size), off_t size)
OPENED(ftruncate64, (descriptor, size), off64_t size)

#define NAMED(name, path, call, ...)                                  \
    static _Atomic(void *) name##_found;                              \
    int name(__VA_ARGS__) {                                           \
        switch (judge(#name, path, 0)) {                              \
        case FAIL: return -1;                                         \
        case TORN: end();                                             \
            __attribute__((fallthrough));                             \
        default: return REAL(name) call;                              \
        }                                                             \
    }

NAMED(rename, new, (old, new), const char *old, const char *new)
NAMED(renameat, new, (one, old, other, new), int one, const char *old, int other, const char *new)
NAMED(renameat2, new, (one, old, other, new, flags), int one, const char *old, int other, const char *new,
      unsigned int flags)
NAMED(link, new, (old, new), const char *old, const char *new)
NAMED(linkat, new, (one, old, other, new, flags), int one, const char *old, int other, const char *new, int flags)
NAMED(unlink, path, (path), const char *path)
NAMED(unlinkat, path, (folder, path, flags), int folder, const char *path, int flags)

static _Atomic(void *) clock_gettime_found, time_found;

int clock_gettime(clockid_t which, struct timespec *now) {
    int result = REAL(clock_gettime)(which, now);
    if (result == 0 && (which == CLOCK_REALTIME || which == CLOCK_REALTIME_COARSE)) now->tv_sec += shift;
    return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    struct timespec found;
    (void)zone;
    if (clock_gettime(CLOCK_REALTIME, &found) != 0) return -1;
    now->tv_sec = found.tv_sec;
    now->tv_usec = found.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *now) {
    time_t found = REAL(time)(NULL) + shift;
    if (now) *now = found;
    return found;
}
