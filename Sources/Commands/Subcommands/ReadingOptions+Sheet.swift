import Tabular
import Tracing

extension ReadingOptions {
    /// The same options as the reader of recoveries takes them.
    var sheetOptions: RecoverySheet.Options {
        var options = RecoverySheet.Options()
        options.reading.encoding = encoding
        options.reading.delimiter = delimiter
        options.reading.sheet = sheet
        options.dateOrder = dateOrder
        options.map = map
        return options
    }
}
