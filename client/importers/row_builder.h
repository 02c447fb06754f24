// Makes a record of the cells of a row.
//
//   RowBuilder builder(type, header);
//   const BuiltRow built = builder.Build(cells);
//
// An empty cell is an absent value.  Elements of a list whose cells are all
// empty are left out, and those behind them move up.  Not thread-safe.

#ifndef ENLACE_CLIENT_IMPORTERS_ROW_BUILDER_H_
#define ENLACE_CLIENT_IMPORTERS_ROW_BUILDER_H_

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <memory>
#include <string>
#include <vector>

#include "client/importers/column.h"
#include "enlace/importers/parsed_row.pb.h"

namespace enlace::client {

struct BuiltRow {
  std::unique_ptr<google::protobuf::Message> record;
  std::vector<importers::CellFault> faults;
  std::vector<importers::MovedElement> moved;
};

class RowBuilder {
 public:
  // `header` names the columns; those that `type` does not have must stay empty
  // in its rows.  Columns that are no path of a record are passed over.
  RowBuilder(const google::protobuf::Descriptor& type,
             const std::vector<std::string>& header);

  // REQUIRES: a cell for each column.
  BuiltRow Build(const std::vector<std::string>& cells) const;

 private:
  struct Place {
    Column column;
    size_t position = 0;  // in the header, from 0
  };

  const google::protobuf::Descriptor& type_;
  std::vector<Place> places_;    // elements of a list side by side
  std::vector<size_t> foreign_;  // positions of columns of other types
};

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_IMPORTERS_ROW_BUILDER_H_
