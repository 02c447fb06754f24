#include "client/importers/row_fault_text.h"

#include <string>

namespace enlace::client {
namespace {

struct RowFaultText {
  importers::RowFault fault;
  absl::string_view reason;
  absl::string_view en;
  absl::string_view es;
};

constexpr RowFaultText kUnreadable = {
    importers::ROW_FAULT_NONE, "UNREADABLE",
    "cannot be read; write the row anew",
    "no se puede leer; escriba de nuevo la fila"};

constexpr RowFaultText kTexts[] = {
    {importers::ROW_FAULT_COLUMN_UNKNOWN, "COLUMN_UNKNOWN",
     "is no column of these records; see `enlace export template`",
     "no es columna de estos registros; vea `enlace export template`"},
    {importers::ROW_FAULT_COLUMN_TWICE, "COLUMN_TWICE",
     "names a column that is there already; remove one",
     "nombra una columna que ya está; quite una"},
    {importers::ROW_FAULT_COLUMN_UNNAMED, "COLUMN_UNNAMED",
     "has no name; name the column or remove it",
     "no tiene nombre; nombre la columna o quítela"},
    {importers::ROW_FAULT_NO_HEADER, "NO_HEADER",
     "the first row must name the columns; see `enlace export template`",
     "la primera fila debe nombrar las columnas; vea `enlace export template`"},
    {importers::ROW_FAULT_TOO_MANY_COLUMNS, "TOO_MANY_COLUMNS",
     "the file has more columns than any record; see `enlace export template`",
     "el archivo tiene más columnas que cualquier registro; vea `enlace export "
     "template`"},
    {importers::ROW_FAULT_QUOTE_OPEN, "QUOTE_OPEN",
     "a quotation mark opens here and never closes; close it, or write a mark "
     "that is part of the text twice",
     "aquí abren comillas que no cierran; ciérrelas, o escriba dos veces las "
     "que sean parte del texto"},
    {importers::ROW_FAULT_QUOTE_STRAY, "QUOTE_STRAY",
     "has a quotation mark where none may be; put the cell in marks and write "
     "those of the text twice",
     "tiene comillas donde no puede haber; ponga la celda entre comillas y "
     "escriba dos veces las del texto"},
    {importers::ROW_FAULT_ROW_TOO_LONG, "ROW_TOO_LONG",
     "the row is longer than 1 MiB; see whether a quotation mark never closes",
     "la fila mide más de 1 MiB; vea si faltan comillas de cierre"},
    {importers::ROW_FAULT_CELL_COUNT, "CELL_COUNT",
     "the row has more or fewer cells than the header; put cells with commas "
     "in quotation marks",
     "la fila tiene más o menos celdas que el encabezado; ponga entre comillas "
     "las celdas con comas"},
    {importers::ROW_FAULT_TYPE_MISSING, "TYPE_MISSING",
     "the record type is missing; state it, or give --type",
     "falta el tipo de registro; indíquelo, o use --type"},
    {importers::ROW_FAULT_TYPE_UNKNOWN, "TYPE_UNKNOWN",
     "is no record type; write it as in docs/records.md",
     "no es un tipo de registro; escríbalo como en docs/records.md"},
    {importers::ROW_FAULT_RECIPIENT_MISSING, "RECIPIENT_MISSING",
     "the receiving agency is missing; state it, or give --to",
     "falta la autoridad destinataria; indíquela, o use --to"},
    {importers::ROW_FAULT_RECIPIENT_UNKNOWN, "RECIPIENT_UNKNOWN",
     "is no agency of a nation that the context trusts; write its id or URI",
     "no es autoridad de una nación en la que el contexto confíe; escriba su "
     "clave o URI"},
    {importers::ROW_FAULT_DEFAULTS, "DEFAULTS",
     "the file of --defaults does not fit this record type; leave only fields "
     "that every row has",
     "el archivo de --defaults no corresponde a este tipo de registro; deje "
     "solo campos que tengan todas las filas"},
    {importers::ROW_FAULT_CELL_TOO_LONG, "CELL_TOO_LONG",
     "is longer than 64 KiB; shorten it", "mide más de 64 KiB; acórtelo"},
    {importers::ROW_FAULT_NOT_UTF8, "NOT_UTF8",
     "is not UTF-8; save the file as CSV in UTF-8",
     "no está en UTF-8; guarde el archivo como CSV en UTF-8"},
    {importers::ROW_FAULT_NUL, "NUL", "holds a NUL character; remove it",
     "contiene un carácter NUL; quítelo"},
    {importers::ROW_FAULT_COLUMN_FOREIGN, "COLUMN_FOREIGN",
     "is no field of this record type; leave the cell empty",
     "no es campo de este tipo de registro; deje vacía la celda"},
    {importers::ROW_FAULT_NOT_A_DATE, "NOT_A_DATE",
     "must be a date such as 2026-02-03, 2026-02 or 2026; correct it",
     "debe ser una fecha como 2026-02-03, 2026-02 o 2026; corríjala"},
    {importers::ROW_FAULT_NOT_AN_INSTANT, "NOT_AN_INSTANT",
     "must be a time such as 2026-02-03T21:40:00Z; correct it",
     "debe ser un instante como 2026-02-03T21:40:00Z; corríjalo"},
    {importers::ROW_FAULT_NOT_A_NUMBER, "NOT_A_NUMBER",
     "must be a whole number; correct it",
     "debe ser un número entero; corríjalo"},
    {importers::ROW_FAULT_NOT_YES_OR_NO, "NOT_YES_OR_NO",
     "must be true or false; correct it",
     "debe ser true o false (sí o no); corríjalo"},
    {importers::ROW_FAULT_NOT_IN_LIST, "NOT_IN_LIST",
     "is none of the values that this field has; the template lists them",
     "no es ninguno de los valores de este campo; la plantilla los enumera"},
    {importers::ROW_FAULT_NOT_A_RECORD_ID, "NOT_A_RECORD_ID",
     "must be a record id of 64 hexadecimal digits; copy it whole",
     "debe ser un identificador de registro de 64 dígitos hexadecimales; "
     "cópielo completo"},
};

}  // namespace

v1::FieldViolation RowViolation(absl::string_view field,
                                importers::RowFault fault) {
  const RowFaultText* found = &kUnreadable;
  for (const RowFaultText& text : kTexts) {
    if (text.fault == fault) found = &text;
  }
  v1::FieldViolation violation;
  violation.set_field(std::string(field));
  violation.set_reason(std::string(found->reason));
  violation.set_description(std::string(found->en));
  violation.set_description_es(std::string(found->es));
  return violation;
}

}  // namespace enlace::client
