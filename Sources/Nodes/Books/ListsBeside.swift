import Books

extension NodeConfiguration.Books {
    /// Takes the lists that lie beside a folder of plain books, where no others are named.
    public mutating func takeLists(beside folder: String) {
        let beside = PrivateFiles.folder(of: folder)
        licensees = licensees ?? Registers.List.licensees.path(in: beside)
        theftLoss = theftLoss ?? Registers.List.theftLoss.path(in: beside)
        multipleSales = multipleSales ?? Registers.List.multipleSales.path(in: beside)
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
