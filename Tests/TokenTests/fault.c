// A token's library that is another one's, but for one function that fails: which, and with which code of PKCS #11,
// stands in TOKEN_FAULT as `NAME CODE`; the other one's path stands in TOKEN_LIBRARY.
#include <dlfcn.h>
#include <p11-kit-1/p11-kit/pkcs11.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static CK_RV code;

static CK_RV fail_login(CK_SESSION_HANDLE s, CK_USER_TYPE t, CK_UTF8CHAR_PTR p, CK_ULONG n) {
    (void)s, (void)t, (void)p, (void)n;
    return code;
}

static CK_RV fail_slots(CK_BBOOL present, CK_SLOT_ID *slots, CK_ULONG *count) {
    (void)present, (void)slots, (void)count;
    return code;
}

static CK_RV fail_open(CK_SLOT_ID s, CK_FLAGS f, void *a, CK_NOTIFY n, CK_SESSION_HANDLE *made) {
    (void)s, (void)f, (void)a, (void)n, (void)made;
    return code;
}

static CK_RV fail_find(CK_SESSION_HANDLE s, CK_ATTRIBUTE *a, CK_ULONG n) {
    (void)s, (void)a, (void)n;
    return code;
}

static CK_RV fail_crypt(CK_SESSION_HANDLE s, CK_BYTE *in, CK_ULONG n, CK_BYTE *out, CK_ULONG *m) {
    (void)s, (void)in, (void)n, (void)out, (void)m;
    return code;
}

static CK_RV fail_crypt_init(CK_SESSION_HANDLE s, CK_MECHANISM *m, CK_OBJECT_HANDLE k) {
    (void)s, (void)m, (void)k;
    return code;
}

static CK_C_GetTokenInfo look;

static CK_RV locked_look(CK_SLOT_ID slot, CK_TOKEN_INFO *info) {
    CK_RV answer = look(slot, info);
    info->flags |= CKF_USER_PIN_LOCKED;
    return answer;
}

CK_RV C_GetFunctionList(CK_FUNCTION_LIST **list) {
    static CK_FUNCTION_LIST changed;
    char name[32] = "";
    unsigned long number = 0;
    void *library = dlopen(getenv("TOKEN_LIBRARY"), RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) return CKR_GENERAL_ERROR;
    CK_C_GetFunctionList get = (CK_C_GetFunctionList)dlsym(library, "C_GetFunctionList");
    CK_FUNCTION_LIST *real;
    if (get == NULL || get(&real) != CKR_OK) return CKR_GENERAL_ERROR;
    memcpy(&changed, real, sizeof changed);
    const char *fault = getenv("TOKEN_FAULT");
    if (fault != NULL) sscanf(fault, "%31s %lu", name, &number);
    code = number;
    look = real->C_GetTokenInfo;
    if (strcmp(name, "C_Login") == 0) changed.C_Login = fail_login;
    if (strcmp(name, "C_GetSlotList") == 0) changed.C_GetSlotList = fail_slots;
    if (strcmp(name, "C_OpenSession") == 0) changed.C_OpenSession = fail_open;
    if (strcmp(name, "C_FindObjectsInit") == 0) changed.C_FindObjectsInit = fail_find;
    if (strcmp(name, "C_Decrypt") == 0) changed.C_Decrypt = fail_crypt;
    if (strcmp(name, "C_DecryptInit") == 0) changed.C_DecryptInit = fail_crypt_init;
    if (strcmp(name, "C_GetTokenInfo") == 0) changed.C_GetTokenInfo = locked_look;
    *list = &changed;
    return CKR_OK;
}
