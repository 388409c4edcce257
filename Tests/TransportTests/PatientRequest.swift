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

extension HTTPServerLimits {
    /// Limits whose times outwait whatever else the machine is doing, for clients that are tests.
    static var patient: HTTPServerLimits {
        var limits = HTTPServerLimits()
        limits.headTime = .seconds(3600)
        limits.bodyTime = .seconds(3600)
        limits.idleTime = .seconds(3600)
        return limits
    }
}
