#include "client/library/contact_list.h"

#include <toml++/toml.h>

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "proto/validation/formats.h"

namespace enlace::client {
namespace {

absl::Status Wrong(absl::string_view key, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("`contact.", key, "` ", what));
}

absl::StatusOr<Contact> ReadContact(const toml::table& table) {
  Contact contact;
  for (const auto& [name, value] : table) {
    const std::string key(name.str());
    if (key == "order") {
      const auto* order = value.as_integer();
      if (order == nullptr || order->get() < 1) {
        return Wrong(key, "must be a number from 1");
      }
      contact.order = order->get();
      continue;
    }
    std::string* const text = key == "name"        ? &contact.name
                              : key == "telephone" ? &contact.telephone
                              : key == "agency"    ? &contact.agency
                                                   : nullptr;
    if (text == nullptr) return Wrong(key, "is not a known key");
    const auto* given = value.as_string();
    if (given == nullptr || given->get().empty()) {
      return Wrong(key, "must be a text that is not empty");
    }
    *text = given->get();
  }
  if (contact.name.empty()) return Wrong("name", "is missing");
  if (contact.telephone.empty()) return Wrong("telephone", "is missing");
  if (contact.order == 0) return Wrong("order", "is missing");
  contact.telephone = validation::NormalForm(contact.telephone, "phone");
  if (validation::CheckFormat(contact.telephone, "phone").refuses) {
    return Wrong("telephone", "must be +, country code, digits");
  }
  return contact;
}

}  // namespace

absl::StatusOr<std::vector<Contact>> ParseContacts(absl::string_view text) {
  toml::table table;
  try {
    table = toml::parse(std::string(text));
  } catch (const toml::parse_error& error) {  // Debian's build throws
    return absl::InvalidArgumentError(
        absl::StrCat("line ", error.source().begin.line,
                     " is not TOML: ", std::string(error.description())));
  }
  std::vector<Contact> contacts;
  for (const auto& [name, value] : table) {
    if (name.str() != "contact" || !value.is_array()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "`", std::string(name.str()), "` is not a list [[contact]]"));
    }
    for (const toml::node& each : *value.as_array()) {
      if (!each.is_table()) {
        return absl::InvalidArgumentError("`contact` must be tables");
      }
      ASSIGN_OR_RETURN(Contact contact, ReadContact(*each.as_table()));
      contacts.push_back(std::move(contact));
    }
  }
  std::stable_sort(
      contacts.begin(), contacts.end(),
      [](const Contact& a, const Contact& b) { return a.order < b.order; });
  return contacts;
}

std::vector<Contact> ContactsFor(const std::vector<Contact>& contacts,
                                 absl::string_view agency) {
  std::vector<Contact> found;
  for (const Contact& contact : contacts) {
    if (contact.agency.empty() || agency == contact.agency ||
        absl::EndsWith(agency, absl::StrCat("/", contact.agency))) {
      found.push_back(contact);
    }
  }
  return found;
}

const Contact* ContactAt(const std::vector<Contact>& contacts, int step) {
  if (contacts.empty() || step < 1) return nullptr;
  return &contacts[std::min(contacts.size(), static_cast<size_t>(step)) - 1];
}

}  // namespace enlace::client
