import { toBinary, type DescFile } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import type { Server } from '@grpc/grpc-js';
import { ReflectionService } from '@grpc/reflection';
import type { Service } from '../rpc/service.js';

/** Lets `buf curl` and `grpcurl` ask the server for its contract, which is public. */
export function addReflection(server: Server, services: readonly Service[]): void {
  const files = new Map<string, Buffer>();
  for (const { descriptor } of services) collect(descriptor.file, files);
  // The library reads a proto-loader package definition, of which it uses the encoded files alone.
  const definition = {
    contract: { format: 'Protocol Buffer 3 DescriptorProto', type: {}, fileDescriptorProtos: [...files.values()] },
  };
  new ReflectionService(definition as unknown as ConstructorParameters<typeof ReflectionService>[0]).addToServer(
    server,
  );
}

function collect(file: DescFile, into: Map<string, Buffer>): void {
  if (into.has(file.name)) return;
  into.set(file.name, Buffer.from(toBinary(FileDescriptorProtoSchema, file.proto)));
  for (const dependency of file.dependencies) collect(dependency, into);
}
