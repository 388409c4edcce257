/// A record as a register takes it: its number outside, what it is, and its serial.
public struct SerialRecord: Hashable, Sendable {
    /// The record's number, which means nothing to the register.
    public var identifier: UInt32
    /// What the record is.
    public var descriptor: SerialDescriptor
    /// The record's serial; a record whose serial has no letter or digit is not kept.
    public var serial: SerialCodes

    /// Makes a record.
    public init(identifier: UInt32, descriptor: SerialDescriptor, serial: SerialCodes) {
        self.identifier = identifier
        self.descriptor = descriptor
        self.serial = serial
    }

    /// What finds the record again.
    public var key: Key { Key(identifier: identifier, serial: serial) }

    /// What finds a record again without an index of its own: its serial, and which of those that bear it.
    public struct Key: Hashable, Sendable {
        /// The record's number.
        public var identifier: UInt32
        /// The record's serial.
        public var serial: SerialCodes

        /// Makes a key.
        public init(identifier: UInt32, serial: SerialCodes) {
            self.identifier = identifier
            self.serial = serial
        }
    }
}
