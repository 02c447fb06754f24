#include "client/cli/indicator_words.h"

namespace enlace::client {
namespace {

struct Indicator {
  absl::string_view id;
  Phrase title;
  Phrase definition;
};

constexpr Indicator kIndicators[] = {
    {"I1",
     {"Trace requests", "Solicitudes de rastreo"},
     {"Requests to trace a firearm, by the agency that asked.",
      "Solicitudes de rastreo de un arma de fuego, por autoridad "
      "solicitante."}},
    {"I2",
     {"Trace requests that were complete", "Solicitudes de rastreo completas"},
     {"Of the trace requests that agencies of this nation presented to its "
      "node: those with every required field, each in its form. What a "
      "program stopped before it was signed is not among them.",
      "De las solicitudes de rastreo que las autoridades de esta nación "
      "presentaron a su nodo: las que traían todos los campos obligatorios, "
      "cada uno en su forma. Lo que un programa detuvo antes de firmarse no "
      "está entre ellas."}},
    {"I3",
     {"Trace requests answered", "Solicitudes de rastreo respondidas"},
     {"Of the trace requests: those with a final result so far. The rest is "
      "pending.",
      "De las solicitudes de rastreo: las que ya tienen resultado final. Las "
      "demás están pendientes."}},
    {"I4",
     {"Time to answer a trace request", "Tiempo de respuesta de un rastreo"},
     {"From the trace request to its first final result, by urgency.",
      "De la solicitud de rastreo a su primer resultado final, según la "
      "urgencia."}},
    {"I5",
     {"Traced to the first purchaser", "Rastreados hasta el primer comprador"},
     {"Of the final trace results: those that found the first retail "
      "purchaser.",
      "De los resultados finales de rastreo: los que hallaron al primer "
      "comprador al menudeo."}},
    {"I6",
     {"Sourced in the answering nation",
      "Con origen en la nación que responde"},
     {"Of the final trace results: those by which the firearm went through "
      "the trade of the nation that answers (first purchaser, foreign or "
      "government sale, ended in the trade). Results that cannot tell stay "
      "in the whole.",
      "De los resultados finales de rastreo: aquellos según los cuales el arma "
      "pasó por el comercio de la nación que responde (primer comprador, "
      "venta al extranjero o al gobierno, terminó en el comercio). Los que no "
      "permiten saberlo siguen en el total."}},
    {"I7",
     {"Time to crime", "Tiempo al delito"},
     {"Days from the first purchase to the recovery, of the results of I5 "
      "that say it.",
      "Días de la primera compra al aseguramiento del arma, de los "
      "resultados de I5 que lo indican."}},
    {"I8",
     {"Traces followed up", "Rastreos con seguimiento"},
     {"Of the results of I5: those of which whoever asked has told what came "
      "of it.",
      "De los resultados de I5: aquellos cuyo desenlace informó quien los "
      "solicitó."}},
    {"I9",
     {"States that took part", "Estados participantes"},
     {"In how many states of a country the firearms to be traced were "
      "recovered.",
      "En cuántos estados de un país se aseguraron las armas por "
      "rastrear."}},
    {"I10",
     {"Leads", "Indicios enviados"},
     {"Financial and ballistic leads, by the nation that sent them.",
      "Indicios financieros y balísticos, por nación que los envió."}},
    {"I11",
     {"Leads acted on", "Indicios con actuación"},
     {"Of the leads at least 60 days old: those that led to an action, an "
      "investigation, a seizure or an arrest.",
      "De los indicios con al menos 60 días: los que llevaron a una "
      "actuación, una investigación, un aseguramiento o una detención."}},
    {"I12",
     {"Time to a financial reply", "Tiempo de respuesta financiera"},
     {"From a request for financial information to its first answer, by "
      "urgency.",
      "De la solicitud de información financiera a su primera respuesta, según "
      "la urgencia."}},
    {"I13",
     {"Alerts acknowledged in time", "Alertas con acuse dentro de su vigencia"},
     {"Of the alerts: those acknowledged before they ended.",
      "De las alertas: las que tuvieron acuse antes de concluir su "
      "vigencia."}},
    {"I14",
     {"Alerts disposed of in time",
      "Alertas con desenlace dentro de su vigencia"},
     {"Of the alerts: those whose receiver told what came of them before "
      "they ended.",
      "De las alertas: aquellas cuyo receptor informó el desenlace antes de "
      "concluir su vigencia."}},
    {"I15",
     {"Alerts with a hit", "Alertas con hallazgo"},
     {"Of the alerts of which it was told what came of them: those that led "
      "to a seizure or an arrest.",
      "De las alertas con desenlace informado: las que llevaron a un "
      "aseguramiento o una detención."}},
    {"I16",
     {"Seizures told", "Aseguramientos informados"},
     {"Records that tell of a seizure, by the nation that tells it: substance "
      "alerts about one, and records whose receiver told that it made one. "
      "An event that two records tell of counts twice. Of the latter, the "
      "firearms and rounds that were stated.",
      "Registros que informan de un aseguramiento, por nación que lo informa: "
      "alertas de sustancias sobre uno, y registros cuyo receptor informó "
      "haberlo hecho. El evento que dos registros informan cuenta dos veces. "
      "De los últimos, las armas y los cartuchos que se indicaron."}},
    {"I17",
     {"Decisions that deny", "Decisiones que niegan"},
     {"Of the decisions that permit or deny: those that deny.",
      "De las decisiones que permiten o niegan: las que niegan."}},
    {"I18",
     {"Records with removed fields", "Registros con campos suprimidos"},
     {"Of the records released to another nation: those from which a field "
      "was removed, and how many fields.",
      "De los registros entregados a otra nación: aquellos de los que se "
      "suprimió algún campo, y cuántos campos."}},
    {"I19",
     {"Backlog of holds", "Retenciones pendientes"},
     {"Records that waited for a person at the end of the quarter, how many "
      "of them for more than 7 days, and for how long.",
      "Registros que al final del trimestre esperaban a una persona, cuántos "
      "de ellos por más de 7 días, y cuánto tiempo."}},
    {"I20",
     {"Holds released by review", "Retenciones liberadas tras revisión"},
     {"Of the holds that were decided: those that were released.",
      "De las retenciones resueltas: las que se liberaron."}},
    {"I21",
     {"Reciprocity: sent by the first of each pair",
      "Reciprocidad: enviados por la primera de cada par"},
     {"Of the records of a pair of agencies: those sent by the nation that "
      "comes first by name. 50 is even; it is no target.",
      "De los registros de un par de autoridades: los enviados por la nación "
      "que va primero por su nombre. 50 es equilibrio; no es una meta."}},
    {"I22",
     {"Denied: basis expired or not yet valid",
      "Negadas: fundamento vencido o aún no vigente"},
     {"Of the decisions of I17: those that deny for B03.",
      "De las decisiones de I17: las que niegan por B03."}},
    {"I23",
     {"Consent refused, and time to an answer",
      "Consentimiento negado, y tiempo de respuesta"},
     {"Of the answered requests for consent to another use: those refused, "
      "and the time to the answer.",
      "De las solicitudes respondidas de consentimiento para otro uso: las "
      "negadas, y el tiempo hasta la respuesta."}},
    {"I24",
     {"Denied: errors of data", "Negadas: errores de datos"},
     {"Of the decisions of I17: those that deny for T01.",
      "De las decisiones de I17: las que niegan por T01."}},
    {"I25",
     {"Time to deliver", "Tiempo de entrega"},
     {"From the decision to let a record go until the other nation's node "
      "answered for it, by this node's clock. Nothing is said of hours in "
      "which a node was down and no record waited.",
      "De la decisión de dejar salir un registro a la respuesta del nodo de la "
      "otra nación, según el reloj de este nodo. Nada se dice de las horas en "
      "que un nodo no operó y ningún registro esperaba."}},
    {"I26",
     {"Legal reports on time", "Informes legales a tiempo"},
     {"Reports that the law asks of an authority after a contact abroad.",
      "Informes que la ley exige a una autoridad tras un contacto con el "
      "extranjero."}},
    {"I27",
     {"Corrections and recalls acknowledged within 5 days",
      "Correcciones y retiros con acuse en 5 días"},
     {"Of the corrections and recalls at least 5 days old: those whose "
      "receiver acknowledged them within 5 days, and did not turn them down.",
      "De las correcciones y los retiros con al menos 5 días: aquellos de los "
      "que su receptor acusó recibo en 5 días, sin rechazarlos."}},
    {"I28",
     {"Erased when due", "Borrado a su vencimiento"},
     {"Of the records whose contents were erased since their time was up: "
      "those within 24 hours of it, and by how much it was exceeded. What was "
      "due and is not erased yet is not among them.",
      "De los registros cuyo contenido se borró por vencer su plazo: los "
      "borrados dentro de las 24 horas siguientes, y por cuánto se excedió. "
      "Lo vencido que aún no se borra no está entre ellos."}},
};

const Indicator* Find(absl::string_view id) {
  for (const Indicator& each : kIndicators) {
    if (each.id == id) return &each;
  }
  return nullptr;
}

}  // namespace

std::string IndicatorTitle(absl::string_view id, Language language) {
  const Indicator* const found = Find(id);
  return found != nullptr ? found->title.In(language) : std::string(id);
}

std::string IndicatorDefinition(absl::string_view id, Language language) {
  const Indicator* const found = Find(id);
  return found != nullptr ? found->definition.In(language) : "";
}

}  // namespace enlace::client
