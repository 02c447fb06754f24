// enlace certs enrol FOLDER: an agency's enrolment, from drawn keys to a test
// record that the other nation's node took.  Run again, it goes on where the
// folder stands.

#include <memory>

#include "client/cli/enrolment_run.h"
#include "client/cli/verbs.h"

namespace enlace::client {
namespace {

void AddWishWords(Command verb, EnrolWords& words, Shell& shell) {
  verb.AddOption("--agency", words.agency,
                 shell.Say({"Identity that the agency wants: a URI",
                            "Identidad que pide la autoridad: un URI"}))
      .Value("AGENCY");
  verb.AddOption("--name-en", words.wish.name_en,
                 shell.Say({"Its name in English", "Su nombre en inglés"}))
      .Value("NAME");
  verb.AddOption("--name-es", words.wish.name_es,
                 shell.Say({"Its name in Spanish", "Su nombre en español"}))
      .Value("NAME");
  verb.AddOption("--contact", words.wish.contact,
                 shell.Say({"Office to call back and its telephone; no "
                            "person's name",
                            "Oficina a la que llamar y su teléfono; ningún "
                            "nombre de persona"}))
      .Value("CONTACT");
  verb.AddOption("--send", words.wish.send_types,
                 shell.Say({"Record type that it means to send; again for "
                            "each",
                            "Tipo de registro que piensa enviar; de nuevo por "
                            "cada uno"}))
      .Value("TYPE");
  verb.AddOption("--receive", words.wish.receive_types,
                 shell.Say({"Record type that it means to receive; again for "
                            "each",
                            "Tipo de registro que piensa recibir; de nuevo por "
                            "cada uno"}))
      .Value("TYPE");
}

void AddReturnWords(Command verb, EnrolWords& words, Shell& shell) {
  verb.AddOption("--link", words.links,
                 shell.Say({"Link file of a nation; again for each",
                            "Archivo de enlace de una nación; de nuevo por "
                            "cada uno"}))
      .Value("FILE");
  verb.AddOption("--fingerprint", words.fingerprints,
                 shell.Say({"Fingerprint of a link file, as that nation told "
                            "it by another way; again for each",
                            "Huella de un archivo de enlace, como esa nación "
                            "la dijo por otra vía; de nuevo por cada uno"}))
      .Value("FINGERPRINT");
  verb.AddOption("--certificates", words.certificates,
                 shell.Say({"Folder with tls.pem and signing.pem, as issued",
                            "Carpeta con tls.pem y signing.pem, como se "
                            "emitieron"}))
      .Value("FOLDER");
  verb.AddOption("--endpoint", words.endpoint,
                 shell.Say({"Where the own node listens for agencies",
                            "Dónde atiende el nodo propio a las autoridades"}))
      .Value("HOST:PORT");
  verb.AddOption("--partner", words.partner,
                 shell.Say({"Agency of another nation that gets a test record",
                            "Autoridad de otra nación que recibe un registro "
                            "de prueba"}))
      .Value("AGENCY");
  verb.AddOption("--wait", words.wait_seconds,
                 shell.Say({"How long to wait for the test record, in seconds",
                            "Cuánto esperar al registro de prueba, en "
                            "segundos"}))
      .Between(0, 3600)
      .Value("SECONDS");
}

}  // namespace

void AddCertsEnrol(Command certs, Shell& shell) {
  Command verb = certs.AddVerb(
      "enrol",
      shell.Say({"Enrol an agency, step by step; run again it goes on: 6 waits "
                 "for a person, 5 for the test record",
                 "Da de alta a una autoridad, paso a paso; al repetirse "
                 "continúa: 6 espera a una persona, 5 al registro de prueba"}),
      {"enlace certs enrol office --agency NEW_AGENCY --name-en Harbour "
       "--name-es Puerto --contact +1-555-0100 --send LinkTest --receive "
       "LinkTest",
       "enlace certs enrol office"});
  auto words = std::make_shared<EnrolWords>();
  verb.AddOption("FOLDER", words->folder,
                 shell.Say({"Folder of the enrolment; its keys never leave it",
                            "Carpeta del alta; sus claves nunca salen de "
                            "ella"}))
      .Required();
  AddWishWords(verb, *words, shell);
  AddReturnWords(verb, *words, shell);
  verb.OnRun(shell,
             [&shell, words] { return EnrolmentRun(*words, shell).Run(); });
}

}  // namespace enlace::client
