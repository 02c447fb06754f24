// The version of this program, which is that of the whole project.

#ifndef ENLACE_SERVER_APP_VERSION_H_
#define ENLACE_SERVER_APP_VERSION_H_

namespace enlace::app {

inline constexpr char kVersion[] = "0.1.0";

}  // namespace enlace::app

#endif  // ENLACE_SERVER_APP_VERSION_H_
