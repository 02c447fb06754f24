// What an officer at a post needs to know of one alert, in his language, on one
// page: warnings first, then until when, what to do and what not to do, what
// identifies the target, whom to call, how to answer.
//
//   const AlertCard card = MakeAlertCard(alert, contacts, now, language);
//   out << AlertCardText(card);

#ifndef ENLACE_CLIENT_CLI_ALERT_CARD_H_
#define ENLACE_CLIENT_CLI_ALERT_CARD_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "client/cli/language.h"
#include "client/library/alert_board.h"
#include "client/library/contact_list.h"

namespace enlace::client {

inline constexpr size_t kCardWidth = 80;     // characters
inline constexpr size_t kCardLinesMax = 60;  // of the text form

struct AlertCard {
  struct Section {
    std::string title;
    std::vector<std::string> lines;  // paragraphs; may be longer than a line
    size_t lines_max = 6;            // of the text form
    bool shrinks = false;            // gives way where the page is full
  };

  Language language = Language::kEnglish;
  std::string title;                  // "Border alert: Vehicle"
  std::string state;                  // "LIVE, 2 d 3 h left"
  bool live = false;                  // what has ended must not look alive
  std::vector<std::string> warnings;  // "Armed"
  // Label and value of what identifies the target.
  std::vector<std::pair<std::string, std::string>> identifiers;
  std::vector<Section> sections;
};

AlertCard MakeAlertCard(const Alert& alert,
                        const std::vector<Contact>& contacts, absl::Time now,
                        Language language);

// At most kCardLinesMax lines of kCardWidth characters; what does not fit says
// so.
std::string AlertCardText(const AlertCard& card);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_ALERT_CARD_H_
