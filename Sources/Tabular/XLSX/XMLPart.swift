import CLibXML2

/// One XML part of a workbook, read node by node through libxml2's text reader.
///
/// No document type, no entity, no network, no depth beyond what a workbook has.
@safe final class XMLPart {
    /// What the reader stands on.
    enum Node { case start, end, text, other }

    /// How deep elements may lie; a workbook's own are at most a dozen deep.
    private static let depthLimit = 64

    private let entry: ZipEntry
    private let reader: xmlTextReaderPtr
    /// What the reader stands on.
    private(set) var node = Node.other
    /// The element that the reader stands on has neither content nor an end of its own.
    private(set) var isEmptyElement = false

    /// libxml2 would write bytes of the file to standard error when it can not decode them, whatever
    /// the reader's options; this thread's handler and that of threads to come say nothing.
    private static func silence() {
        unsafe xmlSetStructuredErrorFunc(nil) { _, _ in }
        _ = silenceThreadsToCome
    }

    private static let silenceThreadsToCome: Void = {
        unsafe xmlThrDefSetStructuredErrorFunc(nil) { _, _ in }
    }()

    init(_ entry: ZipEntry) throws(TabularError) {
        XMLPart.silence()
        let options =
            XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue
        let context = unsafe Unmanaged.passUnretained(entry).toOpaque()
        let made = unsafe xmlReaderForIO(
            { context, buffer, count in
                guard let context = unsafe context, let buffer = unsafe buffer else { return -1 }
                let entry = unsafe Unmanaged<ZipEntry>.fromOpaque(context)
                    .takeUnretainedValue()
                return unsafe Int32(entry.read(into: buffer, count: Int(count)))
            }, { _ in 0 }, context, nil, nil, Int32(bitPattern: options))
        guard let reader = unsafe made else {
            throw .damagedWorkbook(entry.archiveName, part: entry.part)
        }
        unsafe self.reader = reader
        self.entry = entry
    }

    deinit {
        unsafe xmlFreeTextReader(reader)
    }

    /// The name of the part, and of the file that it is in.
    var part: String { entry.part }
    var archiveName: String { entry.archiveName }

    /// What is thrown when the part is not what it should be.
    var damage: TabularError { .damagedWorkbook(entry.archiveName, part: entry.part) }

    /// Goes to the next node.
    ///
    /// - Returns: `false` at the end of the part.
    func advance() throws(TabularError) -> Bool {
        let result = unsafe xmlTextReaderRead(reader)
        if let failure = entry.failure { throw failure }
        guard result >= 0 else { throw damage }
        guard result == 1 else { return false }
        switch unsafe xmlTextReaderNodeType(reader) {
        case Int32(XML_READER_TYPE_ELEMENT.rawValue):
            node = .start
            isEmptyElement = unsafe xmlTextReaderIsEmptyElement(reader) == 1
            if unsafe xmlTextReaderDepth(reader) > XMLPart.depthLimit { throw damage }
        case Int32(XML_READER_TYPE_END_ELEMENT.rawValue): node = .end
        case Int32(XML_READER_TYPE_TEXT.rawValue), Int32(XML_READER_TYPE_CDATA.rawValue),
            Int32(XML_READER_TYPE_SIGNIFICANT_WHITESPACE.rawValue),
            Int32(XML_READER_TYPE_WHITESPACE.rawValue):
            node = .text
        case Int32(XML_READER_TYPE_DOCUMENT_TYPE.rawValue),
            Int32(XML_READER_TYPE_ENTITY_REFERENCE.rawValue):
            throw damage
        default: node = .other
        }
        return true
    }

    /// The element's name without its prefix; programs differ in the prefixes that they write.
    var name: XMLName {
        guard let name = unsafe xmlTextReaderConstLocalName(reader) else { return .other }
        return unsafe XMLName(UnsafePointer(name))
    }

    /// Hands out the attributes of the element that the reader stands on, with their local names.
    func forEachAttribute(_ body: (_ name: String, _ value: String) -> Void) {
        guard unsafe xmlTextReaderMoveToFirstAttribute(reader) == 1 else { return }
        repeat {
            if let name = unsafe xmlTextReaderConstLocalName(reader),
                let value = unsafe xmlTextReaderConstValue(reader)
            {
                unsafe body(String(cString: name), String(cString: value))
            }
        } while unsafe xmlTextReaderMoveToNextAttribute(reader) == 1
        unsafe xmlTextReaderMoveToElement(reader)
    }

    /// Hands out the attributes with a name of one letter, as rows and cells have, without copying.
    func forEachShortAttribute(_ body: (_ name: UInt8, _ value: Span<UInt8>) -> Void) {
        guard unsafe xmlTextReaderMoveToFirstAttribute(reader) == 1 else { return }
        repeat {
            guard let name = unsafe xmlTextReaderConstLocalName(reader),
                unsafe name[0] != 0, unsafe name[1] == 0,
                let value = unsafe xmlTextReaderConstValue(reader)
            else { continue }
            let bytes = unsafe UnsafeBufferPointer(start: value, count: Int(xmlStrlen(value)))
            unsafe body(name[0], bytes.span)
        } while unsafe xmlTextReaderMoveToNextAttribute(reader) == 1
        unsafe xmlTextReaderMoveToElement(reader)
    }

    /// Appends the text that the reader stands on, as UTF-8.
    func appendText(to bytes: inout [UInt8]) {
        guard let value = unsafe xmlTextReaderConstValue(reader) else { return }
        unsafe bytes.append(
            contentsOf: UnsafeBufferPointer(start: value, count: Int(xmlStrlen(value))))
    }
}

/// The elements of a workbook that are read.
enum XMLName: String {
    case row, c, v, t, r, `is`, si, rPh, sheetData, sheet, workbookPr, relationship, numFmt
    case cellXfs, xf
    case other

    private static let all: [(name: [UInt8], value: XMLName)] = [
        ("row", row), ("c", c), ("v", v), ("t", t), ("r", r), ("is", `is`), ("si", si),
        ("rPh", rPh), ("sheetData", sheetData), ("sheet", sheet), ("workbookPr", workbookPr),
        ("Relationship", relationship), ("numFmt", numFmt), ("cellXfs", cellXfs), ("xf", xf),
    ].map { (Array($0.0.utf8) + [0], $0.1) }

    @unsafe init(_ name: UnsafePointer<UInt8>) {
        // Sheets are made of these three, so they are looked at first.
        if unsafe name[0] == UInt8(ascii: "c"), unsafe name[1] == 0 {
            self = .c
        } else if unsafe name[0] == UInt8(ascii: "v"), unsafe name[1] == 0 {
            self = .v
        } else {
            self =
                XMLName.all.first { known in
                    // Stops at the first difference, so never beyond the end of either.
                    known.name.indices.allSatisfy { unsafe name[$0] == known.name[$0] }
                }?.value ?? .other
        }
    }
}
