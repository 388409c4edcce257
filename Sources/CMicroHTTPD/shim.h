#pragma once
#include <microhttpd.h>
#include <poll.h>

// Swift imports no function with a variable number of arguments: each use of one has a typed function here.

/// What a daemon is started with, and whom it calls.
struct microhttpd_plan {
    int listening_socket;
    unsigned int threads;
    unsigned int connection_limit;
    unsigned int idle_seconds;
    size_t memory_of_connection;
    void *context;
    MHD_AccessHandlerCallback answer;
    void *(*begin)(void *context, const char *target, struct MHD_Connection *connection);
    MHD_RequestCompletedCallback complete;
    MHD_NotifyConnectionCallback connection;
    size_t (*unescape)(void *context, struct MHD_Connection *connection, char *text);
};

static inline struct MHD_Daemon *microhttpd_start(const struct microhttpd_plan *plan)
{
    return MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC, 0,
        NULL, NULL, plan->answer, plan->context,
        MHD_OPTION_LISTEN_SOCKET, plan->listening_socket,
        MHD_OPTION_THREAD_POOL_SIZE, plan->threads,
        MHD_OPTION_CONNECTION_LIMIT, plan->connection_limit,
        MHD_OPTION_CONNECTION_TIMEOUT, plan->idle_seconds,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, plan->memory_of_connection,
        MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_URI_LOG_CALLBACK, plan->begin, plan->context,
        MHD_OPTION_NOTIFY_COMPLETED, plan->complete, plan->context,
        MHD_OPTION_NOTIFY_CONNECTION, plan->connection, plan->context,
        MHD_OPTION_UNESCAPE_CALLBACK, plan->unescape, plan->context,
        MHD_OPTION_END);
}

/// The socket of a connection, or -1.
static inline int microhttpd_socket(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info ? info->connect_fd : -1;
}

/// The object that is kept with a connection, or null.
static inline void *microhttpd_companion(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

/// How many bytes the head of the request had, or 0.
static inline size_t microhttpd_head_size(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    return info ? info->header_size : 0;
}
