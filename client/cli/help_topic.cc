#include "client/cli/help_topic.h"

namespace enlace::client {
namespace {

constexpr Phrase kEnvironment = {
    R"(ENLACE_CONTEXT     Context, where --context is not given: a name, or a path
ENLACE_LANG        Language of texts, where --lang is not given: en or es
LC_ALL, LC_MESSAGES, LANG
                   The same, if neither that nor the context names a language
XDG_CONFIG_HOME    Folder with enlace/contexts; ~/.config if it is not set
NO_COLOR           If set, no colours

What is typed counts more than the environment, the environment more than the
context. No secret is ever taken from a variable or an option.
)",
    R"(ENLACE_CONTEXT     Contexto, si falta --context: un nombre o una ruta
ENLACE_LANG        Idioma de los textos, si falta --lang: en o es
LC_ALL, LC_MESSAGES, LANG
                   Lo mismo, si ni aquello ni el contexto nombra un idioma
XDG_CONFIG_HOME    Carpeta con enlace/contexts; ~/.config si no está definida
NO_COLOR           Si está definida, sin colores

Lo que se escribe vale más que el entorno, y el entorno más que el contexto.
Ningún secreto se toma de una variable ni de una opción.
)"};

constexpr Phrase kExitCodes = {
    R"(0  done, allowed, verified
1  it broke
2  wrong words, file or configuration; a record that is not well-formed
3  the answer is no: denied, does not verify, expired
4  not known to the node, or not entitled to ask
5  the node did not answer in time, or something is still under way; try again
6  held: a person must decide

A script may act on 3, loop on 5 alone, and must call a person on 6.
)",
    R"(0  hecho, permitido, verificado
1  se descompuso
2  palabras, archivo o configuración incorrectos; un registro mal formado
3  la respuesta es no: denegado, no se verifica, vencido
4  el nodo no lo conoce, o usted no tiene derecho a preguntar
5  el nodo no respondió a tiempo, o algo sigue en curso; intente de nuevo
6  retenido: una persona debe decidir

Un programa puede actuar ante 3, repetir solo ante 5, y ante 6 debe llamar a
una persona.
)"};

constexpr Phrase kOutput = {
    R"(Data goes to standard output, everything else to standard error.

-o table  for people; may change from one version to the next
-o json   the proto3 JSON mapping of the API's message: lowerCamelCase, enums by
          name, 64-bit integers as text, times in UTC, ids in hex
-o yaml   the same as YAML
-o csv    the same as RFC 4180, dotted columns for nested fields; a cell that a
          spreadsheet would run as a formula begins with an apostrophe

An error is one line, `enlace: send refused: Sovereignty (V01)`, and may have a
hint. The code in parentheses is stable and never translated.

A progress line appears on standard error if that is a terminal; --no-progress
turns it off. --quiet leaves only errors on standard error.
)",
    R"(Los datos van a la salida estándar, lo demás al error estándar.

-o table  para personas; puede cambiar de una versión a otra
-o json   la forma JSON de proto3 del mensaje de la API: lowerCamelCase,
          enumerados por nombre, enteros de 64 bits como texto, tiempos en UTC,
          identificadores en hexadecimal
-o yaml   lo mismo en YAML
-o csv    lo mismo según RFC 4180, columnas con puntos para los campos anidados;
          una celda que una hoja de cálculo ejecutaría comienza con apóstrofo

Un error es una línea, `enlace: send rechazado: Soberanía (V01)`, y puede traer
una sugerencia. El código entre paréntesis es estable y nunca se traduce.

Una línea de avance aparece en el error estándar si es una terminal;
--no-progress la apaga. --quiet deja solo los errores en el error estándar.
)"};

constexpr Phrase kContexts = {
    R"(A context says who you are, which node you talk to, and whom you believe. It
is a file, CONTEXT.toml in $XDG_CONFIG_HOME/enlace/contexts:

  enlace context add work office.toml    check a file and keep it as `work`
  enlace context select work             use it from now on
  enlace context select -                go back to the one before
  enlace context list                    what there is; `*` marks the one in use

--context counts most, then ENLACE_CONTEXT, then what was selected. Either may
also be the path of a file: a value with a slash, or that ends in .toml.

Keys stay in files of their own; the context names them. A key file that others
can read is refused: chmod 600.
)",
    R"(Un contexto dice quién es usted, con qué nodo habla y a quién le cree. Es un
archivo, CONTEXTO.toml en $XDG_CONFIG_HOME/enlace/contexts:

  enlace context add work office.toml    revisa un archivo y lo guarda
  enlace context select work             lo usa de ahora en adelante
  enlace context select -                vuelve al anterior
  enlace context list                    los que hay; `*` marca el que está en uso

Cuenta primero --context, luego ENLACE_CONTEXT, luego el elegido. Los dos
primeros pueden ser también la ruta de un archivo: un valor con diagonal, o que
termina en .toml.

Las claves quedan en sus propios archivos; el contexto los nombra. Se rechaza un
archivo de clave que otros pueden leer: chmod 600.
)"};

constexpr Phrase kSecurity = {
    R"(* enlace talks to the own nation's node alone, by TLS 1.3, with both sides
  authenticated; the node must be the one that the context names.
* Records are signed here, with the agency's key, before they leave.
* A delivery is believed only if its originator's and both nodes' signatures
  verify under the national roots of the context, whatever the own node says.
* Keys are read from files alone, which only their owner may read; never from an
  option, the environment or a prompt. No verb prints one.
* No message and no error repeats a value of a record. What another nation sent
  cannot steer the terminal: control characters and direction marks show as
  escapes.
* Accept a link file only by a fingerprint that you heard from the other nation
  by another way than the file: enlace link accept --help
)",
    R"(* enlace habla solo con el nodo de la propia nación, por TLS 1.3, con ambos
  lados autenticados; el nodo debe ser el que nombra el contexto.
* Los registros se firman aquí, con la clave de la autoridad, antes de salir.
* Una entrega se cree solo si las firmas de su origen y de ambos nodos se
  verifican con las raíces nacionales del contexto, diga lo que diga el nodo.
* Las claves se leen solo de archivos que únicamente su dueño puede leer; nunca
  de una opción, del entorno ni de una pregunta. Ningún verbo muestra una.
* Ningún mensaje ni error repite un valor de un registro. Lo que mandó otra
  nación no gobierna la terminal: los caracteres de control y las marcas de
  dirección se muestran como escapes.
* Acepte un archivo de enlace solo por una huella que oyó de la otra nación por
  una vía distinta del archivo: enlace link accept --help
)"};

constexpr HelpTopic kTopics[] = {
    {"environment",
     {"Variables of the environment", "Variables del entorno"},
     kEnvironment},
    {"exit-codes",
     {"What enlace tells the shell", "Lo que enlace dice al intérprete"},
     kExitCodes},
    {"output", {"What is printed where", "Qué se imprime y dónde"}, kOutput},
    {"contexts",
     {"Who you are and which node you talk to",
      "Quién es usted y con qué nodo habla"},
     kContexts},
    {"security",
     {"What is checked, and what is never shown",
      "Qué se comprueba y qué nunca se muestra"},
     kSecurity},
};

}  // namespace

absl::Span<const HelpTopic> HelpTopics() { return kTopics; }

}  // namespace enlace::client
