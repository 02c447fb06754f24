#include "policy/tool/governance_verbs.h"

#include <iostream>

namespace enlace::policy {
namespace {

// "" if `text` is an instant with its zone.
std::string AnInstant(const std::string& text) {
  absl::Time instant;
  std::string ignored;
  return absl::ParseTime(absl::RFC3339_full, text, &instant, &ignored)
             ? ""
             : "expected an instant, 2027-01-01T00:00:00-05:00";
}

}  // namespace

GovernanceVerbs::GovernanceVerbs(CLI::App& app) {
  AddBundle(app);
  AddSign(app);
  AddVerify(app);
}

void GovernanceVerbs::AddBundle(CLI::App& app) {
  BundleSettings& to = bundle_settings_;
  bundle_ = app.add_subcommand(
      "bundle", "write one version of a book as a file to be signed");
  bundle_->add_option("DIR", to.directory, "folder of the book")->required();
  bundle_->add_option("--out", to.out, "bundle to write")->required();
  bundle_
      ->add_option("--nation", to.trust_domain,
                   "trust domain of the nation, such as xx.example.net")
      ->required();
  bundle_->add_option("--previous", to.previous,
                      "bundle that it takes the place of; none: the first");
  bundle_->add_option("--waiting", to.waiting,
                      "adopted bundle that waits, if it takes its place too");
  bundle_
      ->add_option("--effective", effective_from_,
                   "instant from which it is in force")
      ->required()
      ->check(CLI::Validator(AnInstant, "INSTANT"));
  bundle_
      ->add_option("--author", to.authors,
                   "identity of a person who wrote it; repeatable")
      ->required();
}

void GovernanceVerbs::AddSign(CLI::App& app) {
  SignSettings& to = sign_settings_;
  sign_ = app.add_subcommand(
      "sign", "approve a bundle as its reviewer, or object to it");
  sign_->add_option("BUNDLE", to.bundle, "bundle that was read")->required();
  sign_->add_option("--out", to.out, "review to write")->required();
  sign_->add_option("--key", to.key, "file of your signing key")->required();
  sign_->add_option("--chain", to.chain, "file of its certificates")
      ->required();
  sign_
      ->add_option("--read", languages_,
                   "language in which you read it: en, es; repeatable")
      ->required()
      ->check(CLI::IsMember({"en", "es"}));
  const std::string form = ", as `RULE: text`; `: text` is about the book";
  sign_->add_option("--comment", to.comments, "a remark" + form);
  sign_->add_option("--dissent", to.dissents,
                    "you disagree and let it pass" + form);
  sign_->add_option("--objection", to.objections, "it must not pass" + form);
}

void GovernanceVerbs::AddVerify(CLI::App& app) {
  VerifySettings& to = verify_settings_;
  verify_ = app.add_subcommand(
      "verify",
      "say whether a bundle may come into force, and what is missing");
  verify_->add_option("BUNDLE", to.bundle, "bundle")->required();
  verify_->add_option("REVIEW", to.reviews, "reviews of it");
  verify_
      ->add_option("--charter", to.charter,
                   "who may sign, as the nation's root signed it")
      ->required();
  verify_->add_option("--root", to.root, "the nation's root certificate")
      ->required();
  verify_->add_option("--previous", to.previous, "bundle that is in force");
  verify_->add_option("--waiting", to.waiting, "adopted bundle that waits");
}

std::optional<int> GovernanceVerbs::Run(absl::Time now,
                                        Language language) const {
  if (*bundle_) {
    BundleSettings settings = bundle_settings_;
    std::string ignored;
    absl::ParseTime(absl::RFC3339_full, effective_from_,
                    &settings.effective_from, &ignored);
    return BundleBook(settings, language, std::cout, std::cerr);
  }
  if (*sign_) {
    SignSettings settings = sign_settings_;
    settings.languages = {languages_.begin(), languages_.end()};
    return SignBundle(settings, now, language, std::cout, std::cerr);
  }
  if (*verify_) {
    return VerifyBundle(verify_settings_, now, language, std::cout, std::cerr);
  }
  return std::nullopt;
}

}  // namespace enlace::policy
