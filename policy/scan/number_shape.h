// Numbers of digits in a text.  Pure.

#ifndef ENLACE_POLICY_SCAN_NUMBER_SHAPE_H_
#define ENLACE_POLICY_SCAN_NUMBER_SHAPE_H_

#include "absl/strings/string_view.h"
#include "policy/scan/beside.h"
#include "policy/scan/characters.h"

namespace enlace::policy {

// Each tells whether such a number begins at character `at`.

// Of the United States; cut after its third and fifth digit, or beside a word.
bool BeginsSsn(const Characters& text, size_t at, const Beside& beside);
bool BeginsItin(const Characters& text, size_t at, const Beside& beside);

// Beside a word alone: one number of nine digits in 22 fits.
bool BeginsRoutingNumber(const Characters& text, size_t at,
                         const Beside& beside);

// By check digit and bank.
bool BeginsClabe(const Characters& text, size_t at, const Beside& beside);

// Payment cards (ISO/IEC 7812): issuer's range, length and Luhn's check digit.
bool BeginsCard(const Characters& text, size_t at, const Beside& beside);

// With its "+", cut as national numbers are, or beside a word.
bool BeginsPhone(const Characters& text, size_t at, const Beside& beside);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_SCAN_NUMBER_SHAPE_H_
