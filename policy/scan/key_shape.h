// Identifiers with letters in them.  Pure.

#ifndef ENLACE_POLICY_SCAN_KEY_SHAPE_H_
#define ENLACE_POLICY_SCAN_KEY_SHAPE_H_

#include "policy/scan/beside.h"
#include "policy/scan/characters.h"

namespace enlace::policy {

// Each tells whether such an identifier begins at character `at`.

// By form, date and check digit, also with other letters before and after.
bool BeginsCurp(const Characters& text, size_t at, const Beside& beside);
// By form and date.
bool BeginsVoterKey(const Characters& text, size_t at, const Beside& beside);
// By form, date and check digit, or beside a word by form and date.
bool BeginsRfc(const Characters& text, size_t at, const Beside& beside);
// By country, length and check digits.
bool BeginsIban(const Characters& text, size_t at, const Beside& beside);
// By its form with its hyphens, or beside a word.
bool BeginsLicence(const Characters& text, size_t at, const Beside& beside);

// Beside a word alone.
bool BeginsAlienNumber(const Characters& text, size_t at, const Beside& beside);
bool BeginsDocumentNumber(const Characters& text, size_t at,
                          const Beside& beside);
bool BeginsPlate(const Characters& text, size_t at, const Beside& beside);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_SCAN_KEY_SHAPE_H_
