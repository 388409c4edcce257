#pragma once
#include <curl/curl.h>
#include <fcntl.h>

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
