// What a template says of a column.  Comes from the field options.  Pure.

#ifndef ENLACE_CLIENT_IMPORTERS_COLUMN_HINT_H_
#define ENLACE_CLIENT_IMPORTERS_COLUMN_HINT_H_

#include <string>

#include "client/importers/column.h"

namespace enlace::client {

// "Associates 1 / Name / Given names".
std::string ColumnLabel(const Column& column, bool spanish);

// "required; one of: PISTOL, RIFLE".  Empty if there is nothing to say.
std::string ColumnHint(const Column& column, bool spanish);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_IMPORTERS_COLUMN_HINT_H_
