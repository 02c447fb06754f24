// The card of an alert as one page of HTML, to print on A4 or Letter.
//
// Self-contained: no scripts, no fonts, no pictures, nothing that a browser
// would fetch, and a policy in the page that forbids it to.  Every text of the
// record is escaped.

#ifndef ENLACE_CLIENT_CLI_ALERT_CARD_HTML_H_
#define ENLACE_CLIENT_CLI_ALERT_CARD_HTML_H_

#include <string>

#include "client/cli/alert_card.h"

namespace enlace::client {

std::string AlertCardHtml(const AlertCard& card);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_ALERT_CARD_HTML_H_
