#pragma once
#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

// Swift imports no function with a variable number of arguments: each use of one has a typed function here.

static inline CURLcode curl_set_number(CURL *easy, CURLoption option, long value)
{
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode curl_set_size(CURL *easy, CURLoption option, curl_off_t value)
{
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode curl_set_text(CURL *easy, CURLoption option, const char *value)
{
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode curl_set_pointer(CURL *easy, CURLoption option, void *value)
{
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode curl_set_list(CURL *easy, CURLoption option, struct curl_slist *value)
{
    return curl_easy_setopt(easy, option, value);
}

/// Hands libcurl a copy of some bytes.
static inline CURLcode curl_set_bytes(CURL *easy, CURLoption option, const void *bytes, size_t count)
{
    struct curl_blob blob = { (void *)bytes, count, CURL_BLOB_COPY };
    return curl_easy_setopt(easy, option, &blob);
}

static inline CURLcode curl_set_receiver(CURL *easy, CURLoption option, curl_write_callback receiver)
{
    return curl_easy_setopt(easy, option, receiver);
}

static inline long curl_get_number(CURL *easy, CURLINFO info)
{
    long value = 0;
    return curl_easy_getinfo(easy, info, &value) == CURLE_OK ? value : 0;
}

static inline void *curl_get_companion(CURL *easy)
{
    char *value = NULL;
    return curl_easy_getinfo(easy, CURLINFO_PRIVATE, &value) == CURLE_OK ? value : NULL;
}

static inline CURLMcode curl_set_many(CURLM *multi, CURLMoption option, long value)
{
    return curl_multi_setopt(multi, option, value);
}

static inline CURLMcode curl_set_watch(
    CURLM *multi, curl_socket_callback socket, curl_multi_timer_callback timer, void *watch)
{
    CURLMcode code = curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, socket);
    if (code == CURLM_OK) code = curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, watch);
    if (code == CURLM_OK) code = curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, timer);
    if (code == CURLM_OK) code = curl_multi_setopt(multi, CURLMOPT_TIMERDATA, watch);
    return code;
}

/// The next transfer that has ended, with how it ended; null when there is none.
static inline CURL *curl_next_ended(CURLM *multi, CURLcode *result)
{
    int left = 0;
    CURLMsg *message;
    while ((message = curl_multi_info_read(multi, &left)) != NULL) {
        if (message->msg != CURLMSG_DONE) continue;
        *result = message->data.result;
        return message->easy_handle;
    }
    return NULL;
}

enum { watch_most_events = 64 };

/// What a wait ended with: sockets, and what each of them is ready for, as `CURL_CSELECT_...`.
struct watch_events {
    int count;
    int sockets[watch_most_events];
    int ready[watch_most_events];
};

static inline int watch_open(void) { return epoll_create1(EPOLL_CLOEXEC); }

static inline int watch_open_bell(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

/// Watches a socket from now on for what `CURL_POLL_...` says; returns 0, or -1 with `errno`.
static inline int watch_socket(int watch, int socket, int what)
{
    // One that is closed has gone by itself.
    if (what == CURL_POLL_REMOVE) return epoll_ctl(watch, EPOLL_CTL_DEL, socket, NULL), 0;
    struct epoll_event event = { 0 };
    event.events = (what & CURL_POLL_IN ? EPOLLIN : 0) | (what & CURL_POLL_OUT ? EPOLLOUT : 0);
    event.data.fd = socket;
    if (epoll_ctl(watch, EPOLL_CTL_ADD, socket, &event) == 0) return 0;
    return errno == EEXIST ? epoll_ctl(watch, EPOLL_CTL_MOD, socket, &event) : -1;
}

/// Waits at most so many milliseconds. Of an error alone nothing is said: libcurl looks for itself.
static inline void watch_wait(int watch, struct watch_events *events, int longest)
{
    struct epoll_event found[watch_most_events];
    int count = epoll_wait(watch, found, watch_most_events, longest);
    events->count = count > 0 ? count : 0;
    for (int index = 0; index < events->count; index++) {
        events->sockets[index] = found[index].data.fd;
        events->ready[index] = (found[index].events & EPOLLIN ? CURL_CSELECT_IN : 0)
            | (found[index].events & EPOLLOUT ? CURL_CSELECT_OUT : 0);
    }
}

static inline int curl_close_in_children(void *context, curl_socket_t socket, curlsocktype purpose)
{
    (void)context;
    (void)purpose;
    return fcntl(socket, F_SETFD, FD_CLOEXEC) == 0 ? CURL_SOCKOPT_OK : CURL_SOCKOPT_ERROR;
}

/// Keeps programs that are started meanwhile from keeping a connection open.
static inline CURLcode curl_keep_from_children(CURL *easy)
{
    return curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, curl_close_in_children);
}
