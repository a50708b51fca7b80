# jianbao_generate_protos(ROOT dir PROTOS a.proto … SERVICES s.proto … SOURCES var)
# Runs protoc into ${CMAKE_BINARY_DIR}/protos; SERVICES also get gRPC stubs. The generated files' paths go to `var`.
function(jianbao_generate_protos)
  cmake_parse_arguments(ARG "" "ROOT;SOURCES" "PROTOS;SERVICES" ${ARGN})
  set(out ${CMAKE_BINARY_DIR}/protos)
  file(MAKE_DIRECTORY ${out})
  get_target_property(plugin gRPC::grpc_cpp_plugin LOCATION)
  set(all ${ARG_PROTOS} ${ARG_SERVICES})
  list(TRANSFORM all PREPEND "${ARG_ROOT}/" OUTPUT_VARIABLE inputs)
  set(generated "")
  foreach(proto IN LISTS all)
    string(REGEX REPLACE "\\.proto$" "" stem ${proto})
    set(files ${out}/${stem}.pb.cc ${out}/${stem}.pb.h)
    set(flags --cpp_out=${out})
    if(proto IN_LIST ARG_SERVICES)
      list(APPEND files ${out}/${stem}.grpc.pb.cc ${out}/${stem}.grpc.pb.h)
      list(APPEND flags --grpc_out=generate_mock_code=true:${out} --plugin=protoc-gen-grpc=${plugin})
    endif()
    add_custom_command(
      OUTPUT ${files}
      COMMAND protobuf::protoc -I ${ARG_ROOT} ${flags} ${ARG_ROOT}/${proto}
      DEPENDS ${inputs}
      COMMENT "protoc ${proto}")
    list(APPEND generated ${files})
  endforeach()
  set(${ARG_SOURCES} ${generated} PARENT_SCOPE)
endfunction()
