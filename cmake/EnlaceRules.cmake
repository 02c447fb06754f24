# The only rules the rest of the build uses:
#
#   enlace_library(NAME merkle SRCS merkle.cc merkle.h DEPS absl::strings)
#   enlace_proto(NAME proto_v1 ROOT DIR PROTOS enlace/v1/header.proto GRPC enlace/v1/peer_service.proto)
#   enlace_binary(NAME enlaced SRCS main.cc DEPS enlace::app)
#   enlace_test(NAME wire_test SRCS merkle_test.cc tile_test.cc DEPS enlace::wire)
#
# Library X becomes target enlace_X, linked as enlace::X.

option(ENLACE_WERROR "Treat warnings as errors" OFF)

# The address-sanitized tree builds only what runs sanitized in the normal run.
option(ENLACE_SANITIZED_ONLY "Build the libraries and tests of base, wire, policy, core and store alone" OFF)

# What is compiled names no folder of this machine: it is the same bytes in every
# clone, so that one clone finds in the cache what another has compiled.
add_compile_options(-ffile-prefix-map=${PROJECT_SOURCE_DIR}=.)
find_program(ENLACE_CCACHE ccache)
if(ENLACE_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
    CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${ENLACE_CCACHE})
endif()

function(enlace_set_warnings target)
  target_compile_options(${target} PRIVATE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wold-style-cast
    -Wnon-virtual-dtor -Woverloaded-virtual
    $<$<CXX_COMPILER_ID:Clang>:-Wthread-safety>
    $<$<BOOL:${ENLACE_WERROR}>:-Werror>
    -fstack-protector-strong -fPIE
    # g++ 12 warns of string copies that cannot overlap (GCC bug 105651).
    $<$<CXX_COMPILER_ID:GNU>:-ftrivial-auto-var-init=zero -Wno-restrict>)
endfunction()

# Fails unless every enlace:: dependency is already declared.  With the
# subdirectories added lowest layer first, this keeps the layers acyclic.
function(enlace_check_layering target)
  foreach(dep IN LISTS ARGN)
    if(dep MATCHES "^enlace::" AND NOT TARGET ${dep})
      message(FATAL_ERROR
        "${target} depends on ${dep}, which is misspelt or in a higher layer "
        "(see ARCHITECTURE.md)")
    endif()
  endforeach()
endfunction()

# Compiles files in groups.  For test code, which the compiler reads far more often
# than it is changed.
function(enlace_compile_in_groups target)
  set_target_properties(${target} PROPERTIES
    UNITY_BUILD ON UNITY_BUILD_MODE BATCH UNITY_BUILD_BATCH_SIZE 4)
endfunction()

# TEST_CODE: only tests use it.
function(enlace_library)
  cmake_parse_arguments(PARSE_ARGV 0 ARG "TEST_CODE" "NAME" "SRCS;DEPS")
  set(target enlace_${ARG_NAME})
  enlace_check_layering(${target} ${ARG_DEPS})
  add_library(${target} STATIC ${ARG_SRCS})
  add_library(enlace::${ARG_NAME} ALIAS ${target})
  target_include_directories(${target} PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>)
  target_link_libraries(${target} PUBLIC ${ARG_DEPS})
  if(ARG_TEST_CODE)
    enlace_compile_in_groups(${target})
  endif()
  enlace_set_warnings(${target})
endfunction()

function(enlace_binary)
  cmake_parse_arguments(PARSE_ARGV 0 ARG "" "NAME" "SRCS;DEPS")
  enlace_check_layering(${ARG_NAME} ${ARG_DEPS})
  add_executable(${ARG_NAME} ${ARG_SRCS})
  target_include_directories(${ARG_NAME} PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${ARG_NAME} PRIVATE ${ARG_DEPS})
  target_link_options(${ARG_NAME} PRIVATE -pie -Wl,-z,relro,-z,now)
  enlace_set_warnings(${ARG_NAME})
endfunction()

# One test binary a folder.
function(enlace_test)
  cmake_parse_arguments(PARSE_ARGV 0 ARG "" "NAME;LABEL" "SRCS;DEPS")
  enlace_check_layering(${ARG_NAME} ${ARG_DEPS})
  add_executable(${ARG_NAME} ${ARG_SRCS})
  enlace_compile_in_groups(${ARG_NAME})
  target_include_directories(${ARG_NAME} PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${ARG_NAME} PRIVATE ${ARG_DEPS} GTest::gmock_main)
  enlace_set_warnings(${ARG_NAME})
  add_test(NAME ${ARG_NAME} COMMAND ${ARG_NAME}
           WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  set_tests_properties(${ARG_NAME} PROPERTIES TIMEOUT 600)
endfunction()

# Messages (PROTOS) and stubs (GRPC, a subset); IMPORTS are the roots of files
# of another call.  Generated code is not ours to lint: its headers are SYSTEM,
# and it gets no warning flags.
function(enlace_proto)
  cmake_parse_arguments(PARSE_ARGV 0 ARG "" "NAME;ROOT" "PROTOS;GRPC;IMPORTS")
  set(out ${PROJECT_BINARY_DIR}/generated)
  file(MAKE_DIRECTORY ${out})
  set(messages enlace_${ARG_NAME})
  add_library(${messages} STATIC ${ARG_PROTOS})
  add_library(enlace::${ARG_NAME} ALIAS ${messages})
  protobuf_generate(TARGET ${messages} LANGUAGE cpp
    IMPORT_DIRS ${ARG_ROOT} ${ARG_IMPORTS} PROTOC_OUT_DIR ${out})
  target_include_directories(${messages} SYSTEM PUBLIC
    $<BUILD_INTERFACE:${out}>)
  target_link_libraries(${messages} PUBLIC protobuf::libprotobuf)
  # Record types are found by their descriptors, also those that no code names:
  # the linker must not leave their files out.
  foreach(proto IN LISTS ARG_PROTOS)
    string(REPLACE "_" "_5f" symbol ${proto})
    string(REPLACE "/" "_2f" symbol ${symbol})
    string(REPLACE "." "_2e" symbol ${symbol})
    target_link_options(${messages} INTERFACE
      LINKER:--undefined=descriptor_table_${symbol})
  endforeach()
  # protoc gives every file the same two static names; each file of a unity
  # batch gets its own spelling of them.
  set_target_properties(${messages} PROPERTIES
    UNITY_BUILD ON UNITY_BUILD_MODE BATCH UNITY_BUILD_BATCH_SIZE 6
    UNITY_BUILD_UNIQUE_ID ENLACE_UNITY_ID
    UNITY_BUILD_CODE_BEFORE_INCLUDE "#include <google/protobuf/generated_message_reflection.h>
#define ENLACE_JOIN_INNER(a, b) a##b
#define ENLACE_JOIN(a, b) ENLACE_JOIN_INNER(a, b)
#define schemas ENLACE_JOIN(schemas_, ENLACE_UNITY_ID)
#define file_default_instances ENLACE_JOIN(instances_, ENLACE_UNITY_ID)"
    UNITY_BUILD_CODE_AFTER_INCLUDE "#undef schemas
#undef file_default_instances")
  if(ARG_GRPC AND NOT ENLACE_SANITIZED_ONLY)
    add_library(${messages}_grpc STATIC ${ARG_GRPC})
    add_library(enlace::${ARG_NAME}_grpc ALIAS ${messages}_grpc)
    protobuf_generate(TARGET ${messages}_grpc LANGUAGE grpc
      IMPORT_DIRS ${ARG_ROOT} ${ARG_IMPORTS} PROTOC_OUT_DIR ${out}
      GENERATE_EXTENSIONS .grpc.pb.h .grpc.pb.cc
      PLUGIN "protoc-gen-grpc=$<TARGET_FILE:gRPC::grpc_cpp_plugin>")
    set_target_properties(${messages}_grpc PROPERTIES
      UNITY_BUILD ON UNITY_BUILD_MODE BATCH UNITY_BUILD_BATCH_SIZE 4)
    target_link_libraries(${messages}_grpc PUBLIC ${messages} gRPC::grpc++)
  endif()
endfunction()
