/// Why a configuration of the front can not be written: which value, and never what stands in it.
public enum FrontValueError: Error, Hashable, Sendable {
    /// A path is not absolute, too long, or has a character that means something to nginx: a quote, a backslash, a
    /// dollar or a control; of a socket, also a colon.
    case path(FrontPath)
    /// The address is none of IPv4 or IPv6, or the port is zero.
    case address
    /// A host is neither a name in small letters nor an address; or there is none, or more than 16.
    case host(index: Int)
    /// The account is not of small letters, digits, dashes and low lines.
    case account
    /// A limit is not within its bounds.
    case limit(String)
    /// A header field may not be handed on: it is no plain name, one that the front writes itself, or there are more
    /// than 64.
    case field(index: Int)
    /// The path of messages is not a slash and plain characters.
    case messagesPath
}

/// Which path of a configuration.
public enum FrontPath: String, Hashable, Sendable, CaseIterable {
    /// Where the front keeps what it needs.
    case folder
    /// The certificate.
    case certificate
    /// The certificate's private key.
    case key
    /// The node's own socket.
    case socket
}

/// Why nginx does not stand in front of the node.
public enum FrontError: Error, Hashable, Sendable {
    /// nginx is not there; install the package `nginx-light`.
    case notInstalled(program: String)
    /// Another process of the node keeps its front in this folder.
    case alreadyRunning(folder: String)
    /// Another program listens on the address; stop it or take another port.
    case addressInUse(address: String)
    /// The system does not let this user listen on the address; take a port from 1024 on, or allow it.
    case addressForbidden(address: String)
    /// nginx refused its configuration, certificate or key; its own words say why.
    case refused(message: String)
    /// It did not begin to listen within its time; its own words, if any, say why.
    case tooSlow(message: String)
    /// It has ended, or was stopped.
    case ended
    /// A configuration for another folder was given to it; start another one.
    case otherFolder
    /// The system refused a step; `number` is its reason.
    case system(step: String, number: Int32)
    /// The task that asked was cancelled.
    case cancelled
}
