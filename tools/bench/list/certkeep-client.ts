import {
  CertificateFilter,
  ListCertificatesRequest,
  ListCertificatesResponse,
  SummarizeCertificatesRequest,
} from '@certkeep/contracts/grpc';
import { Client, credentials, Metadata } from '@grpc/grpc-js';

export interface ListRequest {
  readonly orderBy: string;
  readonly filter?: Partial<CertificateFilter>;
}

/** Asks as any gRPC client would; answers come as bytes, and are read where somebody wants to know what they say. */
export class CertkeepClient {
  private readonly client: Client;
  private readonly metadata = new Metadata();

  constructor(address: string, token: string) {
    this.client = new Client(address, credentials.createInsecure(), { 'grpc.max_receive_message_length': -1 });
    this.metadata.set('authorization', `Bearer ${token}`);
  }

  list(request: ListRequest, pageSize: number, pageToken: string): Promise<Buffer> {
    const message = {
      pageSize,
      pageToken,
      orderBy: request.orderBy,
      filter: filterOf(request.filter),
      asOf: undefined,
    };
    return this.call('ListCertificates', ListCertificatesRequest.encode(message).finish());
  }

  async page(request: ListRequest, pageSize: number, pageToken = ''): Promise<ListCertificatesResponse> {
    return ListCertificatesResponse.decode(await this.list(request, pageSize, pageToken));
  }

  summarize(filter: Partial<CertificateFilter> | undefined, timelineWeeks: number): Promise<Buffer> {
    const message = { filter: filterOf(filter), asOf: undefined, timelineWeeks };
    return this.call('SummarizeCertificates', SummarizeCertificatesRequest.encode(message).finish());
  }

  close(): void {
    this.client.close();
  }

  private call(rpc: string, request: Uint8Array): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      this.client.makeUnaryRequest(
        `/certkeep.v1.CertificateService/${rpc}`,
        (bytes: Buffer) => bytes,
        (bytes: Buffer) => bytes,
        Buffer.from(request),
        this.metadata,
        (error, response) => {
          if (error !== null || response === undefined) reject(error ?? new Error('no answer'));
          else resolve(response);
        },
      );
    });
  }
}

function filterOf(filter: Partial<CertificateFilter> | undefined): CertificateFilter | undefined {
  return filter === undefined ? undefined : { ...CertificateFilter.decode(new Uint8Array()), ...filter };
}
