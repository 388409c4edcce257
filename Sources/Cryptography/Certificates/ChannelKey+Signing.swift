private import COpenSSL

extension ChannelKey {
    /// Makes a certificate of this key, signed by it: for a server and for a client.
    ///
    /// - Throws: `CertificateError.library`.
    public func certificate(_ terms: CertificateTerms) throws(CertificateError) -> Certificate {
        let form = unsafe X509_new()
        defer {
            unsafe X509_free(form)
            ERR_clear_error()
        }
        guard let form = unsafe form else { throw .library(step: "X509_new") }
        // Version 3 is written as 2.
        guard unsafe X509_set_version(form, 2) == 1, unsafe X509_set_pubkey(form, key) == 1 else {
            throw .library(step: "X509_set_pubkey")
        }
        try unsafe ChannelKey.setSerial(terms, of: form)
        try unsafe ChannelKey.setNames(terms, of: form)
        try unsafe ChannelKey.setTimes(terms, of: form)
        try unsafe ChannelKey.addExtensions(terms, to: form)
        guard unsafe X509_sign(form, key, EVP_sha256()) > 0,
            let bytes = unsafe OpenSSL.bytes({ unsafe i2d_X509(form, $0) })
        else { throw .library(step: "X509_sign") }
        return try Certificate(bytes)
    }

    private static func setSerial(_ terms: CertificateTerms, of form: OpaquePointer)
        throws(CertificateError)
    {
        let number = unsafe BN_bin2bn(terms.serial, Int32(terms.serial.count), nil)
        let serial = unsafe BN_to_ASN1_INTEGER(number, nil)
        defer {
            unsafe BN_free(number)
            unsafe ASN1_INTEGER_free(serial)
        }
        guard unsafe X509_set_serialNumber(form, serial) == 1 else {
            throw .library(step: "X509_set_serialNumber")
        }
    }

    private static func setNames(_ terms: CertificateTerms, of form: OpaquePointer)
        throws(CertificateError)
    {
        let name = unsafe X509_get_subject_name(form)
        guard
            unsafe X509_NAME_add_entry_by_NID(
                name, NID_commonName, V_ASN1_UTF8STRING, Array(terms.name.utf8),
                Int32(terms.name.utf8.count), -1, 0) == 1,
            unsafe X509_set_issuer_name(form, name) == 1
        else { throw .library(step: "X509_set_issuer_name") }
    }

    private static func setTimes(_ terms: CertificateTerms, of form: OpaquePointer)
        throws(CertificateError)
    {
        let from = unsafe ASN1_TIME_set(nil, Int(terms.validFrom))
        let until = unsafe ASN1_TIME_set(nil, Int(terms.validFrom) + terms.days * 86_400)
        defer {
            unsafe ASN1_STRING_free(from)
            unsafe ASN1_STRING_free(until)
        }
        guard unsafe X509_set1_notBefore(form, from) == 1,
            unsafe X509_set1_notAfter(form, until) == 1
        else { throw .library(step: "X509_set1_notAfter") }
    }

    private static func addExtensions(_ terms: CertificateTerms, to form: OpaquePointer)
        throws(CertificateError)
    {
        let extensions: [(Int32, String)] = [
            (NID_basic_constraints, "critical,CA:FALSE"),
            (NID_key_usage, "critical,digitalSignature"),
            (NID_ext_key_usage, "serverAuth,clientAuth"),
            (NID_subject_alt_name, terms.alternativeNames),
        ]
        for (kind, value) in extensions {
            let made = unsafe X509V3_EXT_conf_nid(nil, nil, kind, value)
            defer { unsafe X509_EXTENSION_free(made) }
            guard unsafe X509_add_ext(form, made, -1) == 1 else {
                throw .library(step: "X509_add_ext")
            }
        }
    }
}
