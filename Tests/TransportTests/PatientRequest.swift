import Transport

extension HTTPClientRequest {
    /// A request that outwaits whatever else the machine is doing: tests share few threads, and none asserts a time.
    static func patient(
        _ method: HTTPMethod, _ url: HTTPURL, fields: HTTPFields = HTTPFields(),
        body: [UInt8] = [], trust: HTTPTrust = HTTPTrust()
    ) -> HTTPClientRequest {
        var request = HTTPClientRequest(method, url, fields: fields, body: body, trust: trust)
        request.connectTime = .seconds(3600)
        request.totalTime = .seconds(3600)
        return request
    }
}
