// Entity tags: so that who has a file asks whether it is still the same, and
// does not fetch it again.
//
//   response.etag = EntityTag(response.body);
//   if (ListsEntityTag(request.if_none_match, response.etag)) ... 304
//
// Pure.  Source: RFC 9110, sections 8.8.3 and 13.1.2.

#ifndef ENLACE_SERVER_HTTP_ENTITY_TAG_H_
#define ENLACE_SERVER_HTTP_ENTITY_TAG_H_

#include <string>

#include "absl/strings/string_view.h"

namespace enlace::http {

// A strong tag, with its quotes: the same for the same bytes, whoever serves
// them.
std::string EntityTag(absl::string_view bytes);

// Whether the header If-None-Match names `tag`, weakly or strongly, or any.
bool ListsEntityTag(absl::string_view if_none_match, absl::string_view tag);

}  // namespace enlace::http

#endif  // ENLACE_SERVER_HTTP_ENTITY_TAG_H_
