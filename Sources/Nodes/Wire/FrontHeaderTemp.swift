enum FrontHeader { static let certificate = "X-Rastro-Certificate" }
