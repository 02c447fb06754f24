// enlace-dev-pki link: a nation's next link file, with an agency entered,
// replaced or taken out; for the demo, for development and for tests, never for
// production: there the root's key is used offline, under several persons.

#ifndef ENLACE_CERTS_DEV_LINK_COMMAND_H_
#define ENLACE_CERTS_DEV_LINK_COMMAND_H_

namespace enlace::certs {

// `argv` begins with the verb's name.  The exit code: 0 written, 1 it broke, 2
// wrong words.
int RunLink(int argc, char** argv);

}  // namespace enlace::certs

#endif  // ENLACE_CERTS_DEV_LINK_COMMAND_H_
