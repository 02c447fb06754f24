#include "client/cli/progress.h"

#include "absl/strings/str_cat.h"

namespace enlace::client {
namespace {

constexpr absl::Duration kPeriod = absl::Milliseconds(100);
constexpr absl::string_view kWipe = "\r\033[K";

}  // namespace

Progress::Progress(Shell& shell, const Phrase& counted)
    : shell_(shell), counted_(shell.Say(counted)) {}

Progress::~Progress() {
  if (drawn_) shell_.Draw(kWipe);
}

void Progress::Advance() {
  ++done_;
  if (!shell_.draws()) return;
  const absl::Time now = shell_.clock().TimeNow();
  if (now < next_) return;
  next_ = now + kPeriod;
  drawn_ = true;
  shell_.Draw(absl::StrCat(kWipe, done_, " ", counted_));
}

}  // namespace enlace::client
