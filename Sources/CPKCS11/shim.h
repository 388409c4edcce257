#ifndef RASTRO_PKCS11_H
#define RASTRO_PKCS11_H

#include <dlfcn.h>
#include <p11-kit-1/p11-kit/pkcs11.h>
#include <stddef.h>

// A token's functions stand in a table of pointers, and what is asked of it in arrays of untyped attributes; both are
// put together here, where they read as the standard has them (PKCS #11 v2.40).

/// Opens a token's library, which stays open: many have threads of their own. NULL when there is none at the path.
static inline void *rastro_token_library(const char *path) {
    return dlopen(path, RTLD_NOW | RTLD_LOCAL);
}

/// The library's functions; NULL when it is a library of something else.
static inline CK_FUNCTION_LIST *rastro_token_functions(void *library) {
    CK_C_GetFunctionList get = (CK_C_GetFunctionList)dlsym(library, "C_GetFunctionList");
    CK_FUNCTION_LIST *list = NULL;
    if (get == NULL || get(&list) != CKR_OK) return NULL;
    return list;
}

static inline CK_RV rastro_token_begin(CK_FUNCTION_LIST *f) {
    CK_C_INITIALIZE_ARGS arguments = {0};
    arguments.flags = CKF_OS_LOCKING_OK;
    return f->C_Initialize(&arguments);
}

static inline CK_RV rastro_token_end(CK_FUNCTION_LIST *f) { return f->C_Finalize(NULL); }

/// The slots in which a token is; `count` is how many there is room for, then how many there are.
static inline CK_RV rastro_token_slots(CK_FUNCTION_LIST *f, CK_SLOT_ID *slots, CK_ULONG *count) {
    return f->C_GetSlotList(CK_TRUE, slots, count);
}

/// A token's label, of 32 bytes with blanks behind it, and its flags.
static inline CK_RV rastro_token_look(
    CK_FUNCTION_LIST *f, CK_SLOT_ID slot, unsigned char *label, CK_FLAGS *flags) {
    CK_TOKEN_INFO info;
    CK_RV code = f->C_GetTokenInfo(slot, &info);
    if (code != CKR_OK) return code;
    for (int i = 0; i < 32; i++) label[i] = info.label[i];
    *flags = info.flags;
    return CKR_OK;
}

static inline CK_RV rastro_token_open(
    CK_FUNCTION_LIST *f, CK_SLOT_ID slot, CK_SESSION_HANDLE *session) {
    return f->C_OpenSession(slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL, session);
}

static inline CK_RV rastro_token_close(CK_FUNCTION_LIST *f, CK_SESSION_HANDLE session) {
    return f->C_CloseSession(session);
}

static inline CK_RV rastro_token_login(
    CK_FUNCTION_LIST *f, CK_SESSION_HANDLE session, const unsigned char *pin, size_t count) {
    return f->C_Login(session, CKU_USER, (CK_UTF8CHAR_PTR)pin, count);
}

static inline CK_RV rastro_token_logout(CK_FUNCTION_LIST *f, CK_SESSION_HANDLE session) {
    return f->C_Logout(session);
}

/// The keys of AES of a label that stay on the token: at most two of them.
static inline CK_RV rastro_token_find(
    CK_FUNCTION_LIST *f, CK_SESSION_HANDLE session, const unsigned char *label, size_t size,
    CK_OBJECT_HANDLE *keys, CK_ULONG *count) {
    CK_OBJECT_CLASS class = CKO_SECRET_KEY;
    CK_KEY_TYPE type = CKK_AES;
    CK_BBOOL yes = CK_TRUE;
    CK_ATTRIBUTE wanted[] = {
        {CKA_CLASS, &class, sizeof class},
        {CKA_KEY_TYPE, &type, sizeof type},
        {CKA_TOKEN, &yes, sizeof yes},
        {CKA_LABEL, (void *)label, size},
    };
    CK_RV code = f->C_FindObjectsInit(session, wanted, sizeof wanted / sizeof *wanted);
    if (code != CKR_OK) return code;
    code = f->C_FindObjects(session, keys, 2, count);
    CK_RV last = f->C_FindObjectsFinal(session);
    return code != CKR_OK ? code : last;
}

/// Makes a key of AES of 256 bits that can not leave the token.
static inline CK_RV rastro_token_make(
    CK_FUNCTION_LIST *f, CK_SESSION_HANDLE session, const unsigned char *label, size_t size,
    CK_OBJECT_HANDLE *key) {
    CK_OBJECT_CLASS class = CKO_SECRET_KEY;
    CK_KEY_TYPE type = CKK_AES;
    CK_ULONG bytes = 32;
    CK_BBOOL yes = CK_TRUE, no = CK_FALSE;
    CK_MECHANISM mechanism = {CKM_AES_KEY_GEN, NULL, 0};
    CK_ATTRIBUTE wanted[] = {
        {CKA_CLASS, &class, sizeof class},
        {CKA_KEY_TYPE, &type, sizeof type},
        {CKA_VALUE_LEN, &bytes, sizeof bytes},
        {CKA_TOKEN, &yes, sizeof yes},
        {CKA_PRIVATE, &yes, sizeof yes},
        {CKA_SENSITIVE, &yes, sizeof yes},
        {CKA_EXTRACTABLE, &no, sizeof no},
        {CKA_ENCRYPT, &yes, sizeof yes},
        {CKA_DECRYPT, &yes, sizeof yes},
        {CKA_WRAP, &no, sizeof no},
        {CKA_UNWRAP, &no, sizeof no},
        {CKA_LABEL, (void *)label, size},
    };
    return f->C_GenerateKey(
        session, &mechanism, wanted, sizeof wanted / sizeof *wanted, key);
}

/// Tells whether a key was made on the token, never could be read, and never can.
static inline CK_RV rastro_token_is_captive(
    CK_FUNCTION_LIST *f, CK_SESSION_HANDLE session, CK_OBJECT_HANDLE key, int *answer) {
    CK_BBOOL always = CK_FALSE, never = CK_FALSE, sensitive = CK_FALSE, extractable = CK_TRUE;
    CK_ATTRIBUTE asked[] = {
        {CKA_ALWAYS_SENSITIVE, &always, sizeof always},
        {CKA_NEVER_EXTRACTABLE, &never, sizeof never},
        {CKA_SENSITIVE, &sensitive, sizeof sensitive},
        {CKA_EXTRACTABLE, &extractable, sizeof extractable},
    };
    CK_RV code = f->C_GetAttributeValue(session, key, asked, sizeof asked / sizeof *asked);
    *answer = always && never && sensitive && !extractable;
    return code;
}

/// Enciphers or deciphers by AES-GCM with a code of 16 bytes; `count` is how much room there is, then what was written.
static inline CK_RV rastro_token_cipher(
    CK_FUNCTION_LIST *f, CK_SESSION_HANDLE session, CK_OBJECT_HANDLE key, int decipher,
    const unsigned char *nonce, const unsigned char *context, size_t context_count,
    const unsigned char *bytes, size_t byte_count, unsigned char *made, CK_ULONG *count) {
    CK_GCM_PARAMS parameters = {
        (CK_BYTE_PTR)nonce, 12, 96, (CK_BYTE_PTR)context, context_count, 128};
    CK_MECHANISM mechanism = {CKM_AES_GCM, &parameters, sizeof parameters};
    CK_RV code = decipher ? f->C_DecryptInit(session, &mechanism, key)
                          : f->C_EncryptInit(session, &mechanism, key);
    if (code != CKR_OK) return code;
    return decipher ? f->C_Decrypt(session, (CK_BYTE_PTR)bytes, byte_count, made, count)
                    : f->C_Encrypt(session, (CK_BYTE_PTR)bytes, byte_count, made, count);
}

#endif
