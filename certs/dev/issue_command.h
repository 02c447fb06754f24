// enlace-dev-pki issue: the two certificates of an enrolment request, if two
// persons have approved it; for the demo, for development and for tests, never
// for production.  docs/enrolment.md says what a nation's own product does in
// its place.

#ifndef ENLACE_CERTS_DEV_ISSUE_COMMAND_H_
#define ENLACE_CERTS_DEV_ISSUE_COMMAND_H_

namespace enlace::certs {

// `argv` begins with the verb's name.  The exit code: 0 issued, 1 it broke, 2
// wrong words, 3 refused.
int RunIssue(int argc, char** argv);

}  // namespace enlace::certs

#endif  // ENLACE_CERTS_DEV_ISSUE_COMMAND_H_
