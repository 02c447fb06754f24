#include "certs/openssl_version.h"

#include <openssl/crypto.h>

namespace enlace::certs {

std::string OpenSslVersion() { return OpenSSL_version(OPENSSL_VERSION); }

}  // namespace enlace::certs
