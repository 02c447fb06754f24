// What an alert tells beside its terms and its identifiers: prose, and a line
// for each of its parts.  Pure.

#ifndef ENLACE_CLIENT_CLI_ALERT_DETAILS_H_
#define ENLACE_CLIENT_CLI_ALERT_DETAILS_H_

#include <google/protobuf/message.h>

#include <string>
#include <vector>

#include "client/cli/language.h"
#include "client/library/alert_terms.h"

namespace enlace::client {

// The part of the record that its target needs: the options of the type say
// which; "" if they do not.
std::string TargetPart(const google::protobuf::Message& record,
                       const AlertTerms& terms);

// Prose of the record's own fields; each is taken out of `record`.
std::vector<std::string> TakeProse(google::protobuf::Message& record);

// A line for each part of what is left: "Person: Role: Driver; Date of birth
// (Year: 1990; Month: 1)".  The part `target` comes first, if it is not "".
std::vector<std::string> DetailsOf(const google::protobuf::Message& record,
                                   const std::string& target,
                                   Language language);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_ALERT_DETAILS_H_
