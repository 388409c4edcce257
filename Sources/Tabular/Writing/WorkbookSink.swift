import CXLSXWriter
import Chronology
import Glibc

/// Writes rows to a workbook with one sheet through libxlsxwriter, a row at a time in memory.
@safe final class WorkbookSink: TableSink {
    /// What Excel's sheets and cells hold.
    private static let rowLimit = 1_048_576
    private static let columnLimit = 16_384
    private static let characterLimit = 32_767

    private let path: String
    private let temporaryPath: String
    private var workbook: UnsafeMutablePointer<lxw_workbook>?
    private let sheet: UnsafeMutablePointer<lxw_worksheet>
    private let dateFormat: UnsafeMutablePointer<lxw_format>?
    private let headerFormat: UnsafeMutablePointer<lxw_format>?
    private var row = 0

    init(path: String, options: WriteOptions) throws(TabularError) {
        let (descriptor, temporaryPath) = try AtomicFile.makeTemporary(beside: path)
        close(descriptor)
        var settings = unsafe lxw_workbook_options()
        unsafe settings.constant_memory = 1
        guard let workbook = unsafe workbook_new_opt(temporaryPath, &settings) else {
            unsafe unlink(temporaryPath)
            throw .cannotWrite(path, code: ENOMEM)
        }
        // A name that Excel refuses gives way to the library's own.
        let isNamed = unsafe workbook_validate_sheet_name(workbook, options.sheet) == LXW_NO_ERROR
        let made = unsafe workbook_add_worksheet(workbook, isNamed ? options.sheet : nil)
        guard let sheet = unsafe made else {
            unsafe workbook_close(workbook)
            unsafe unlink(temporaryPath)
            throw .cannotWrite(path, code: ENOMEM)
        }
        unsafe self.workbook = workbook
        unsafe self.sheet = sheet
        unsafe dateFormat = workbook_add_format(workbook)
        unsafe headerFormat = workbook_add_format(workbook)
        self.path = path
        self.temporaryPath = temporaryPath
        unsafe format_set_num_format(dateFormat, "yyyy-mm-dd")
        unsafe format_set_bold(headerFormat)
        unsafe worksheet_freeze_panes(sheet, 1, 0)
    }

    deinit {
        if let workbook = unsafe workbook {
            // The library frees what it holds only by closing, which writes the temporary file.
            unsafe workbook_close(workbook)
        }
        unsafe unlink(temporaryPath)
    }

    func write(_ cells: [Cell]) throws(TabularError) {
        guard row < WorkbookSink.rowLimit else {
            throw .tooLargeToWrite(path, limit: WorkbookSink.rowLimit)
        }
        guard cells.count <= WorkbookSink.columnLimit else {
            throw .tooLargeToWrite(path, limit: WorkbookSink.columnLimit)
        }
        for (column, cell) in cells.enumerated() { try write(cell, column: column) }
        row += 1
    }

    private func write(_ cell: Cell, column: Int) throws(TabularError) {
        switch cell {
        case .text(let text): try write(text: text, column: column)
        case .number(let number):
            if number.isFinite { unsafe try write(number: number, column: column, nil) }
        case .integer(let number):
            // Beyond 15 digits a sheet would lose the last ones.
            guard number.magnitude < 1_000_000_000_000_000 else {
                return try write(text: String(number), column: column)
            }
            unsafe try write(number: Double(number), column: column, nil)
        case .day(let day):
            // Before March 1900 the calendar of spreadsheets is not ours.
            guard let base = Day(year: 1899, month: 12, day: 30), day - base >= 61 else {
                return try write(text: day.description, column: column)
            }
            unsafe try write(number: Double(day - base), column: column, dateFormat)
        case .blank: break
        }
    }

    private func write(text: String, column: Int) throws(TabularError) {
        guard !text.isEmpty else { return }
        guard text.unicodeScalars.count <= WorkbookSink.characterLimit else {
            throw .cellTooLongToWrite(path, row: row + 1, limit: WorkbookSink.characterLimit)
        }
        // Written as a string cell, a text is never a formula.
        let format = unsafe row == 0 ? headerFormat : nil
        let code = unsafe worksheet_write_string(
            sheet, lxw_row_t(row), lxw_col_t(column),
            EscapedCharacters.guarded(text.withoutNUL), format)
        guard code == LXW_NO_ERROR else { throw .cannotWrite(path, code: EIO) }
    }

    @unsafe private func write(
        number: Double, column: Int, _ format: UnsafeMutablePointer<lxw_format>?
    ) throws(TabularError) {
        let code = unsafe worksheet_write_number(
            sheet, lxw_row_t(row), lxw_col_t(column), number, format)
        guard code == LXW_NO_ERROR else { throw .cannotWrite(path, code: EIO) }
    }

    func finish() throws(TabularError) {
        guard let open = unsafe workbook else { return }
        unsafe workbook = nil
        let code = unsafe workbook_close(open)
        guard code == LXW_NO_ERROR else {
            throw .cannotWrite(path, code: errno == 0 ? EIO : errno)
        }
        try AtomicFile.move(temporaryPath, to: path)
    }
}
