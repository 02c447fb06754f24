#include "server/app/rule_books.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/log.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "proto/wire/problem.h"
#include "server/app/trust.h"
#include "server/core/book_version.h"

namespace enlace::app {
namespace {

constexpr absl::Duration kLookPause = absl::Seconds(1);
// Until what was not adopted is looked at again though no file changed.
constexpr absl::Duration kAgainPause = absl::Minutes(1);

core::BookVersion VersionOf(const wire::BookBundle& bundle,
                            uint64_t charter_serial) {
  return {.manifest_digest = bundle.digest,
          .book_digest = bundle.manifest.book_digest(),
          .book_version = bundle.manifest.book_version(),
          .effective_from_ms = bundle.manifest.effective_from_ms(),
          .charter_serial = charter_serial};
}

v1::BookStatus StatusOf(const wire::BookBundle& bundle,
                        v1::BookStatus::Standing standing) {
  v1::BookStatus status;
  status.set_standing(standing);
  status.set_book(bundle.manifest.book());
  status.set_book_version(bundle.manifest.book_version());
  status.set_manifest_digest(bundle.digest);
  status.set_effective_from_ms(bundle.manifest.effective_from_ms());
  return status;
}

absl::Status NotYetInForce() {
  return absl::FailedPreconditionError(
      "no rule book is in force: the one in book.library is adopted, and its "
      "instant has not come");
}

// The one input's answer as a status.
absl::Status RunOne(core::Sequencer& sequencer, core::Input input,
                    const policy::Book& book) {
  std::vector<core::Input> inputs;
  inputs.push_back(std::move(input));
  ASSIGN_OR_RETURN(const std::vector<core::Answer> answers,
                   sequencer.Run(std::move(inputs), book));
  return answers.front().status;
}

}  // namespace

RuleBooks::RuleBooks(BookLibrary library, const gate::Parties& parties,
                     gate::Drafts& drafts, Clock& clock)
    : library_(std::move(library)),
      parties_(parties),
      drafts_(drafts),
      clock_(clock) {}

absl::StatusOr<policy::TrueBook> RuleBooks::OpenKept(
    const core::BookVersion& version) const {
  ASSIGN_OR_RETURN(const std::string bytes,
                   library_.FindKept(version.manifest_digest));
  ASSIGN_OR_RETURN(policy::TrueBook opened, policy::OpenBundle(bytes));
  RETURN_IF_ERROR(CheckAgencyRoles(parties_, *opened.book));
  return opened;
}

core::BookSchedule RuleBooks::ScheduleOf(const Adoptable& adoptable) const {
  core::BookSchedule schedule;
  schedule.book = VersionOf(adoptable.book.bundle, adoptable.charter_serial);
  if (in_force_.has_value()) schedule.in_force = in_force_->bundle.digest;
  if (waiting_.has_value()) schedule.waiting = waiting_->bundle.digest;
  schedule.signed_by = adoptable.approval.persons;
  schedule.entry = drafts_.ForLink(parties_.node);
  return schedule;
}

core::BookActivation RuleBooks::ActivationOf(const std::string& digest) const {
  return {.manifest_digest = digest, .entry = drafts_.ForLink(parties_.node)};
}

void RuleBooks::Note(const std::string& file, const wire::BookBundle* bundle,
                     const absl::Status& problem) {
  v1::BookStatus status =
      bundle == nullptr
          ? v1::BookStatus()
          : StatusOf(*bundle, v1::BookStatus::STANDING_NOT_ADOPTED);
  status.set_standing(v1::BookStatus::STANDING_NOT_ADOPTED);
  status.set_file(file);
  *status.mutable_problem() = wire::ToProblem(problem, "en");
  Log(Severity::kWarning, "a rule book in the library is not adopted",
      {{"file", file}, {"problem", problem.ToString()}});
  not_adopted_.push_back(std::move(status));
}

absl::StatusOr<policy::Approval> RuleBooks::Check(
    const LibraryContent& content, const policy::TrueBook& candidate) {
  RETURN_IF_ERROR(CheckAgencyRoles(parties_, *candidate.book));
  return policy::CheckAdoption(
      content.charter, candidate, content.reviews,
      {.in_force = in_force_.has_value() ? &*in_force_ : nullptr,
       .waiting = waiting_.has_value() ? &*waiting_ : nullptr,
       .charter_serial = charter_serial_},
      clock_.TimeNow());
}

std::optional<RuleBooks::Adoptable> RuleBooks::Choose(
    const LibraryContent& content) {
  not_adopted_.clear();
  for (const LibraryContent::Unreadable& file : content.unreadable) {
    Note(file.file, nullptr, file.problem);
  }
  const auto number = [](const std::optional<policy::TrueBook>& book) {
    return book.has_value() ? book->bundle.manifest.book_version() : 0;
  };
  std::optional<Adoptable> chosen;
  for (const LibraryContent::Bundle& file : content.bundles) {
    // What was in force before, or waits already, is no candidate.
    if (file.bundle.manifest.book_version() <=
        std::max(number(in_force_), number(waiting_))) {
      continue;
    }
    absl::StatusOr<policy::TrueBook> book = policy::OpenBundle(file.bytes);
    const absl::StatusOr<policy::Approval> approval =
        book.ok() ? Check(content, *book) : book.status();
    if (approval.ok()) {
      chosen = Adoptable{*std::move(book), *approval, file,
                         content.charter.serial()};
    } else {
      Note(file.file, &file.bundle, approval.status());
    }
  }
  return chosen;
}

absl::Status RuleBooks::ComeIntoForce(core::Sequencer& sequencer,
                                      policy::TrueBook book) {
  RETURN_IF_ERROR(
      RunOne(sequencer, ActivationOf(book.bundle.digest), *book.book));
  in_force_ = std::move(book);
  waiting_.reset();
  return absl::OkStatus();
}

absl::Status RuleBooks::AdoptAtStart(core::Sequencer& sequencer) {
  ASSIGN_OR_RETURN(const LibraryContent content,
                   library_.Read(clock_.TimeNow()));
  std::optional<Adoptable> next = Choose(content);
  if (!next.has_value() && !in_force_.has_value() && waiting_.has_value() &&
      waiting_->book != nullptr) {
    return NotYetInForce();
  }
  if (!next.has_value()) {
    std::string why;
    for (const v1::BookStatus& status : not_adopted_) {
      absl::StrAppend(&why, "; ", status.file(), ": ",
                      status.problem().message());
    }
    return absl::FailedPreconditionError(absl::StrCat(
        "no rule book may come into force: put a bundle and its reviews into "
        "book.library (docs/governance.md)",
        why));
  }
  RETURN_IF_ERROR(library_.Keep(content, next->file));
  RETURN_IF_ERROR(RunOne(sequencer, ScheduleOf(*next), *next->book.book));
  charter_serial_ = next->charter_serial;
  if (!sequencer.IsBookDue()) return NotYetInForce();
  return ComeIntoForce(sequencer, std::move(next->book));
}

absl::StatusOr<policy::TrueBook> RuleBooks::OpenPredecessor(
    const core::BookVersion& version) const {
  absl::StatusOr<policy::TrueBook> opened = OpenKept(version);
  if (opened.ok() ||
      wire::ReasonOf(opened.status()) != policy::kBookMeansOtherwise) {
    return opened;
  }
  Log(Severity::kError, "an adopted rule book means something else here",
      {{"problem", opened.status().ToString()}});
  ASSIGN_OR_RETURN(const std::string bytes,
                   library_.FindKept(version.manifest_digest));
  ASSIGN_OR_RETURN(wire::BookBundle bundle, wire::ReadBookBundle(bytes));
  return policy::TrueBook{std::move(bundle), nullptr};
}

absl::StatusOr<std::shared_ptr<const policy::Book>> RuleBooks::BringIntoForce(
    core::Sequencer& sequencer) {
  const absl::MutexLock lock(&mutex_);
  const core::State& state = sequencer.state();
  charter_serial_ = core::CharterSerial(state);
  if (state.book.book_version != 0) {
    ASSIGN_OR_RETURN(in_force_, OpenPredecessor(state.book));
  }
  if (state.scheduled_book.book_version != 0) {
    ASSIGN_OR_RETURN(waiting_, OpenPredecessor(state.scheduled_book));
    if (waiting_->book != nullptr && sequencer.IsBookDue()) {
      RETURN_IF_ERROR(ComeIntoForce(sequencer, *std::move(waiting_)));
    }
  }
  // None ever was, or what should decide means something else here.
  if (!in_force_.has_value() || in_force_->book == nullptr ||
      sequencer.IsBookDue()) {
    RETURN_IF_ERROR(AdoptAtStart(sequencer));
  }
  return in_force_->book;
}

void RuleBooks::Look(gate::Pipeline& pipeline) {
  if (pipeline.IsBookDue()) {
    pipeline.Enqueue("", {}, [](const gate::Pipeline::Answers&) {});
  }
  const absl::MutexLock lock(&mutex_);
  const absl::Time now = clock_.TimeNow();
  // Whichever way the clock was set.
  if (now < next_look_ && next_look_ - now <= kLookPause) return;
  next_look_ = now + kLookPause;
  TakeActivation(pipeline);
  // What failed for its time may be in time now.
  const bool again = !not_adopted_.empty() && now >= again_at_;
  std::string fingerprint = library_.Fingerprint();
  if (fingerprint == seen_ && !again) return;
  again_at_ = now + kAgainPause;
  seen_ = std::move(fingerprint);
  const absl::StatusOr<LibraryContent> content = library_.Read(now);
  if (!content.ok()) {
    not_adopted_.clear();
    return Note("charter", nullptr, content.status());
  }
  charter_time_ = {absl::FromUnixMillis(content->charter.valid_from_ms()),
                   absl::FromUnixMillis(content->charter.valid_until_ms())};
  std::optional<Adoptable> next = Choose(*content);
  if (!next.has_value()) return;
  absl::Status adopted = library_.Keep(*content, next->file);
  if (adopted.ok()) {
    std::vector<core::Input> inputs;
    inputs.emplace_back(ScheduleOf(*next));
    const gate::Pipeline::Answers answers = pipeline.Run(std::move(inputs));
    adopted = answers.ok() ? answers->front().status : answers.status();
  }
  if (!adopted.ok()) return Note(next->file.file, &next->file.bundle, adopted);
  charter_serial_ = next->charter_serial;
  waiting_ = std::move(next->book);
  pipeline.SetWaitingBook(
      {waiting_->book, ActivationOf(waiting_->bundle.digest)});
}

void RuleBooks::TakeActivation(gate::Pipeline& pipeline) {
  if (!waiting_.has_value()) return;
  std::string in_force;
  pipeline.Read(
      [&](const core::State& state) { in_force = state.book.manifest_digest; });
  if (waiting_->bundle.digest == in_force) {
    in_force_ = std::exchange(waiting_, std::nullopt);
    seen_.clear();  // what was out of order may be in order now
  } else if (seen_.empty() && waiting_->book != nullptr) {
    pipeline.SetWaitingBook(
        {waiting_->book, ActivationOf(waiting_->bundle.digest)});
  }
}

RuleBooks::CharterTime RuleBooks::charter_time() const {
  const absl::MutexLock lock(&mutex_);
  return charter_time_;
}

std::vector<v1::BookStatus> RuleBooks::Describe(
    absl::string_view in_force) const {
  const absl::MutexLock lock(&mutex_);
  std::vector<v1::BookStatus> all;
  for (const auto* book : {&in_force_, &waiting_}) {
    if (!book->has_value()) continue;
    const bool decides = (*book)->bundle.digest == in_force;
    v1::BookStatus& status = all.emplace_back(
        StatusOf((*book)->bundle, decides ? v1::BookStatus::STANDING_IN_FORCE
                                          : v1::BookStatus::STANDING_WAITING));
    if ((*book)->book != nullptr) continue;
    *status.mutable_problem() = wire::ToProblem(
        wire::Refusal(absl::StatusCode::kFailedPrecondition,
                      policy::kBookMeansOtherwise,
                      "means something else to this version of the program"),
        "en");
  }
  // Between its coming into force and the next look both are still known.
  if (all.size() == 2 &&
      all[1].standing() == v1::BookStatus::STANDING_IN_FORCE) {
    all.erase(all.begin());
  }
  all.insert(all.end(), not_adopted_.begin(), not_adopted_.end());
  return all;
}

}  // namespace enlace::app
