// Which OpenSSL this program runs with, for whoever looks for a fault.

#ifndef ENLACE_CERTS_OPENSSL_VERSION_H_
#define ENLACE_CERTS_OPENSSL_VERSION_H_

#include <string>

namespace enlace::certs {

// As the library that is loaded says it, "OpenSSL 3.0.19 27 Jan 2026".
std::string OpenSslVersion();

}  // namespace enlace::certs

#endif  // ENLACE_CERTS_OPENSSL_VERSION_H_
