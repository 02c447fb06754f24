# The client library for other people's programs:
#
#   cmake --install build/release --component library --prefix DIR
#
# and then, in their project, find_package(enlace) and enlace::client.
# Headers keep their names below DIR/include/enlace ("client/library/client.h").

include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(headers ${CMAKE_INSTALL_INCLUDEDIR}/enlace)
set(package ${CMAKE_INSTALL_LIBDIR}/cmake/enlace)
set(libraries base sqlite certs tls google_rpc proto_v1 proto_v1_grpc wire wire_rpc
    validation client)
foreach(name IN LISTS libraries)
  set_target_properties(enlace_${name} PROPERTIES EXPORT_NAME ${name})
  target_include_directories(enlace_${name} INTERFACE
    $<INSTALL_INTERFACE:${headers}>)
  install(TARGETS enlace_${name} EXPORT enlace COMPONENT library
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT library)
endforeach()
foreach(folder base certs client/library proto/validation proto/wire)
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/${folder}/
    DESTINATION ${headers}/${folder} COMPONENT library
    FILES_MATCHING PATTERN "*.h" PATTERN dev EXCLUDE PATTERN example EXCLUDE)
endforeach()
install(DIRECTORY ${PROJECT_BINARY_DIR}/generated/
  DESTINATION ${headers} COMPONENT library
  FILES_MATCHING PATTERN "*.pb.h" PATTERN journal EXCLUDE
  PATTERN tests EXCLUDE PATTERN importers EXCLUDE)
install(EXPORT enlace NAMESPACE enlace:: DESTINATION ${package}
  COMPONENT library)
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/enlaceConfig.cmake.in
  ${PROJECT_BINARY_DIR}/enlaceConfig.cmake INSTALL_DESTINATION ${package})
write_basic_package_version_file(
  ${PROJECT_BINARY_DIR}/enlaceConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/enlaceConfig.cmake
  ${PROJECT_BINARY_DIR}/enlaceConfigVersion.cmake
  DESTINATION ${package} COMPONENT library)

# The contract for programs in other languages.
install(FILES ${ENLACE_DESCRIPTOR_SET}
  DESTINATION ${CMAKE_INSTALL_DATADIR}/enlace COMPONENT library)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/proto/enlace/v1
  ${PROJECT_SOURCE_DIR}/proto/enlace/agent
  DESTINATION ${CMAKE_INSTALL_DATADIR}/enlace/proto/enlace COMPONENT library
  FILES_MATCHING PATTERN "*.proto")
