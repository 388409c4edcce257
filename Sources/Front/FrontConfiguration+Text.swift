extension FrontConfiguration {
    /// The configuration as nginx reads it.
    public var text: String {
        """
        # Written by rastro for nginx at each start: what is changed here is lost.
        daemon off;
        master_process on;
        worker_processes \(limits.workers);
        worker_rlimit_nofile \(limits.connections * 2 + 64);
        worker_shutdown_timeout \(limits.answerSeconds)s;
        \(account.map { "user \($0);\n" } ?? "")\
        pid \(inFolder("nginx.pid"));
        # What is less than an alarm is said with the address that was asked for, in which secrets may stand.
        error_log \(inFolder("error.log")) alert;

        events { worker_connections \(limits.connections); }

        http {
            access_log off;
            server_tokens off;
            default_type application/octet-stream;
        \(temporaryFolders)

        \(channel)

        \(bounds)

            map_hash_bucket_size 512;
            map $http_host $rastro_host {
                default "";
        \(hostNames.map { "        \"\($0)\" 1;" }.joined(separator: "\n"))
            }

            upstream rastro {
                server \(socket);
                keepalive 64;
                keepalive_timeout 20s;
                keepalive_requests 100000;
            }

        \(server)
        }

        """
    }

    /// The path of nginx's configuration.
    var file: String { paths.folder + "/nginx.conf" }

    private func inFolder(_ name: String) -> String { "\"\(paths.folder)/\(name)\"" }

    private var socket: String { "\"unix:\(paths.socket)\"" }

    private var temporaryFolders: String {
        // nginx makes them all, whether it needs them or not.
        ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map { "    \($0)_temp_path \(inFolder("temp-" + $0));" }.joined(separator: "\n")
    }

    private var channel: String {
        """
            ssl_certificate "\(paths.certificate)";
            ssl_certificate_key "\(paths.key)";
            ssl_protocols TLSv1.3;
            # Each connection proves its key anew.
            ssl_session_tickets off;
            ssl_session_cache off;
            # Whoever signed it: the node holds the key against its pins.
            ssl_verify_client optional_no_ca;
            ssl_verify_depth 1;
        """
    }

    private var bounds: String {
        """
            client_header_buffer_size 2k;
            large_client_header_buffers 4 8k;
            client_body_buffer_size 64k;
            client_header_timeout \(limits.headSeconds)s;
            client_body_timeout \(limits.stallSeconds)s;
            send_timeout \(limits.stallSeconds)s;
            keepalive_timeout \(limits.idleSeconds)s;
            keepalive_requests 100000;
            reset_timedout_connection on;
            http2_max_concurrent_streams 64;
            limit_conn_zone $binary_remote_addr zone=rastro_at_once:4m;
            limit_conn rastro_at_once \(limits.requestsAtOnce);
            limit_conn_status 429;
            limit_req_zone $binary_remote_addr zone=rastro_rate:4m rate=\(limits.requestsPerSecond)r/s;
            limit_req zone=rastro_rate burst=\(limits.burst) nodelay;
            limit_req_status 429;
        """
    }

    /// Every host, without its port and with it.
    private var hostNames: [String] {
        var seen: Set<String> = []
        return hosts.map { FrontText.isIPv6($0) ? "[\($0)]" : $0 }
            .flatMap { [$0, "\($0):\(outsidePort)"] }
            .filter { seen.insert($0).inserted }
    }

    private var server: String {
        """
            server {
                listen \(address.text) ssl http2 default_server;
                server_name _;
                add_header Strict-Transport-Security "max-age=63072000" always;
                if ($rastro_host = "") { return 421; }

                proxy_http_version 1.1;
                proxy_connect_timeout 5s;
                proxy_send_timeout \(limits.stallSeconds)s;
                proxy_read_timeout \(limits.answerSeconds)s;
                proxy_next_upstream off;
                # No answer is ever written to disk.
                proxy_max_temp_file_size 0;
                proxy_ignore_headers X-Accel-Redirect X-Accel-Expires X-Accel-Limit-Rate X-Accel-Buffering
                    X-Accel-Charset;
                # Nothing of a request's head comes to the node but what stands here.
                proxy_pass_request_headers off;
                proxy_set_header Connection "";
                proxy_set_header Host $http_host;
                proxy_set_header \(FrontHeader.address) $remote_addr;
                proxy_set_header \(FrontHeader.certificate) $ssl_client_escaped_cert;
        \(handedOn)

                location / {
                    client_max_body_size \(limits.bodyBytes);
                    proxy_pass http://rastro;
                }
                location ^~ \(messagesPath) {
                    client_max_body_size \(limits.messageBytes);
                    proxy_pass http://rastro;
                }
            }
        """
    }

    private var handedOn: String {
        fields.map { field in
            let variable = String(field.lowercased().map { $0 == "-" ? "_" : $0 })
            return "        proxy_set_header \(field) $http_\(variable);"
        }.joined(separator: "\n")
    }
}
