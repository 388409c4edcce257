extension NodeConfiguration.Books {
    /// Takes the lists that lie beside a folder of plain books, where no others are named.
    public mutating func takeLists(beside folder: String) {
        func found(_ name: String) -> String? {
            let path = "\(PrivateFiles.folder(of: folder))/\(name)"
            return PrivateFiles.exists(path) ? path : nil
        }
        licensees = licensees ?? found("licensees.csv")
        theftLoss = theftLoss ?? found("theft_loss.csv")
        multipleSales = multipleSales ?? found("multiple_sales.csv")
    }
}

extension NodeConfiguration {
    /// The same with the lists named that were found beside the folder of plain books before.
    func withListsBeside() -> NodeConfiguration {
        var configuration = self
        if let plainBooks { configuration.books.takeLists(beside: plainBooks) }
        return configuration
    }
}
