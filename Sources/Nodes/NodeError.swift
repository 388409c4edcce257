public import Exchange

/// Why a node can not be made, opened or run; no case carries a key or what a message says.
public enum NodeError: Error, Equatable, Sendable {
    /// The folder has a node already, or something else.
    case folderInUse(path: String)
    /// The folder has no node.
    case noNode(path: String)
    /// The folder has no vault with a process of its own.
    case noVault(path: String)
    /// The node's vault is elsewhere: what was asked for is done in its own folder.
    case vaultApart(socket: String)
    /// The folder has no custodian.
    case noCustodian(path: String)
    /// No process runs the node.
    case resting(path: String)
    /// Another process runs the node.
    case running(path: String)
    /// The system refused a file.
    case file(path: String, reason: Int32)
    /// A file is longer than it can be.
    case tooLong(path: String, most: Int)
    /// A file of the node is not of the form.
    case malformed(path: String, member: String)
    /// The folder's path leaves no room for a socket in it.
    case pathTooLong(path: String, most: Int)
    /// A key is not the one that the node's manifest names.
    case otherKey(file: String)
    /// The tables were enciphered under another key than the folder's.
    case otherStoreKey(path: String)
    /// A node of this name is known already, or is the own one.
    case knownPeer(name: NodeName)
    /// No node of this name is known.
    case unknownPeer(name: NodeName)
    /// The book of a custodian's licence is not among those that were read.
    case noBook(licence: String)
    /// `node.json` names a folder of plain books, which nodes do not ask any more.
    case plainBooks(path: String, folder: String)
    /// The node has another book of this licence.
    case knownBook(licence: String)
    /// The node has no book of this licence.
    case unknownBook(licence: String)
    /// The name of a book's file is no licence.
    case bookLicence(path: String)
    /// What a row of a book says of a person is too long to be sealed.
    case bookField(path: String, row: Int)
    /// The file of a book that was taken in can not be used.
    case book(path: String, BookFault)
    /// A custodian's card is none, or its licence is known already.
    case card
    /// The lost disk was in use so shortly ago that something it signed may still be on its way.
    case tooEarly(seconds: Int)
    /// The node has no witness that could have what it has lost.
    case noWitness
    /// The witness does not answer, or not as it should.
    case witnessSilent(name: NodeName)
    /// A manifest is none, or is not signed as it should be.
    case manifest(ManifestError)
    /// No policy holds for the node: nothing is allowed.
    case noPolicy(jurisdiction: String)
    /// A manifest's keys do not count now.
    case manifestOver(node: NodeName)

    /// What is wrong with the file of a book that was taken in.
    public enum BookFault: String, Sendable, CaseIterable {
        /// It is not as it was written.
        case damaged
        /// Another version of this program wrote it.
        case otherVersion
        /// It was taken in by another node, or under another key.
        case otherKey
    }
}
