/** One setting: where it comes from, what it means, and what it is when nobody sets it. */
export interface Setting {
  readonly variable: string;
  readonly meaning: string;
  readonly fallback: string;
}

/** Every setting. The table in docs/operations.md is made from this list. */
export const settings = {
  dataDir: {
    variable: 'CERTKEEP_DATA_DIR',
    meaning: 'Folder of the embedded database and of the key-encryption key.',
    fallback: './data',
  },
  databaseUrl: {
    variable: 'CERTKEEP_DATABASE_URL',
    meaning:
      'Where the records are: `mysql://user:password@host:port/database` for MySQL 8.4 or MariaDB 10.11 and later, or `sqlite:<path>`.',
    fallback: '`certkeep.sqlite` in the data folder',
  },
  host: {
    variable: 'CERTKEEP_HOST',
    meaning: 'Address to listen on, for both ports unless gRPC has one of its own.',
    fallback: '127.0.0.1',
  },
  httpPort: {
    variable: 'CERTKEEP_HTTP_PORT',
    meaning: 'Port of the web UI, Connect and gRPC-Web, `/healthz`, `/readyz` and `/metrics`. 0 takes a free one.',
    fallback: '8700',
  },
  grpcPort: {
    variable: 'CERTKEEP_GRPC_PORT',
    meaning: 'Port of gRPC. 0 takes a free one.',
    fallback: '8701',
  },
  grpcHost: {
    variable: 'CERTKEEP_GRPC_HOST',
    meaning:
      'Address to listen on for gRPC, as in: beyond this machine with TLS, while HTTP stays behind a proxy on it.',
    fallback: 'as CERTKEEP_HOST',
  },
  grpcCertificateFile: {
    variable: 'CERTKEEP_GRPC_CERTIFICATE_FILE',
    meaning:
      'PEM file of the certificate that the gRPC port serves, with its issuers: it speaks TLS then, and API nodes can sign in with client certificates. Followed while Certkeep runs.',
    fallback: 'none: no TLS',
  },
  grpcKeyFile: {
    variable: 'CERTKEEP_GRPC_KEY_FILE',
    meaning: 'PEM file of its private key, without a passphrase.',
    fallback: 'none',
  },
  publicUrl: {
    variable: 'CERTKEEP_PUBLIC_URL',
    meaning:
      'How browsers reach the web UI, when a proxy stands before it. With `https://` the session cookie is marked Secure.',
    fallback: 'the HTTP address',
  },
  allowPlaintext: {
    variable: 'CERTKEEP_ALLOW_PLAINTEXT',
    meaning:
      '`true` lets Certkeep listen beyond loopback where it has no TLS of its own, which HTTP never has: only behind a proxy that adds it, since private keys and tokens travel here.',
    fallback: 'false',
  },
  keyFile: {
    variable: 'CERTKEEP_KEY_FILE',
    meaning: 'File of the key-encryption key, made at first start with mode 0600. Back it up apart from the database.',
    fallback: '`key-encryption-key` in the data folder',
  },
  key: {
    variable: 'CERTKEEP_KEY',
    meaning: 'The key-encryption key itself, instead of a file: 32 bytes in Base64.',
    fallback: 'none',
  },
  systemRootsFile: {
    variable: 'CERTKEEP_SYSTEM_ROOTS_FILE',
    meaning: 'PEM file of the system roots that environments can trust.',
    fallback: 'Mozilla’s list, as it comes with Node.js',
  },
  truststoreDir: {
    variable: 'CERTKEEP_TRUSTSTORE_DIR',
    meaning:
      'Folder for files of what the API_MANAGER environment trusts, for the JVMs and others beside Certkeep: `<company>/truststore.p12`, `.jks` and `.pem`, kept in step with every change.',
    fallback: 'none: no files',
  },
  truststorePassword: {
    variable: 'CERTKEEP_TRUSTSTORE_PASSWORD',
    meaning: 'Password of those files. It guards their integrity, and keeps nothing secret.',
    fallback: 'changeit',
  },
  truststoreFormats: {
    variable: 'CERTKEEP_TRUSTSTORE_FORMATS',
    meaning: 'Which of those files are written, with commas between: `pkcs12`, `jks`, `pem`, `zip`.',
    fallback: 'pkcs12,jks,pem',
  },
  egressAllow: {
    variable: 'CERTKEEP_EGRESS_ALLOW',
    meaning:
      'Addresses beyond the public internet that Certkeep may connect to when it fetches a certificate: addresses or ranges with commas between, as in `10.20.0.0/16,2001:db8::5`.',
    fallback: 'none',
  },
  uploadBytes: {
    variable: 'CERTKEEP_UPLOAD_BYTES',
    meaning: 'Most bytes of one upload. A call of more than 4 MiB is refused whatever is set here.',
    fallback: '1048576',
  },
  certificateBytes: {
    variable: 'CERTKEEP_CERTIFICATE_BYTES',
    meaning: 'Most bytes of one certificate in DER. One with 10,000 names has 300,000.',
    fallback: '524288',
  },
  chainCertificates: {
    variable: 'CERTKEEP_CHAIN_CERTIFICATES',
    meaning: 'Most certificates of one upload.',
    fallback: '64',
  },
  truststoreBytes: {
    variable: 'CERTKEEP_TRUSTSTORE_IMPORT_BYTES',
    meaning: 'Most bytes of one truststore import, and again of what a ZIP in it unpacks to.',
    fallback: '67108864',
  },
  truststoreEntries: {
    variable: 'CERTKEEP_TRUSTSTORE_IMPORT_ENTRIES',
    meaning: 'Most certificates of one truststore import.',
    fallback: '20000',
  },
  derivationRounds: {
    variable: 'CERTKEEP_DERIVATION_ROUNDS',
    meaning: 'Most rounds of key derivation that an encrypted key or store may ask for.',
    fallback: '2000000',
  },
  intakeSeconds: {
    variable: 'CERTKEEP_INTAKE_SECONDS',
    meaning: 'Most seconds that reading one upload may take; many files at once may take ten times as long.',
    fallback: '5',
  },
  intakeMegabytes: {
    variable: 'CERTKEEP_INTAKE_MEGABYTES',
    meaning: 'Most mebibytes of memory that reading one upload may take.',
    fallback: '128',
  },
  heartbeatSeconds: {
    variable: 'CERTKEEP_HEARTBEAT_SECONDS',
    meaning:
      'Seconds between the signs of life of a stream on which nothing happens: fewer than the idle time after which a proxy in between cuts it.',
    fallback: '30',
  },
  canarySeconds: {
    variable: 'CERTKEEP_CANARY_SECONDS',
    meaning:
      'Seconds between the replacements of a canary certificate in each company, by which it is measured how soon a change reaches a node; a day at the most. 300 is a good start.',
    fallback: 'none: no canary',
  },
  logLevel: {
    variable: 'CERTKEEP_LOG_LEVEL',
    meaning: 'Least level that is logged: `debug`, `info`, `warn`, `error` or `silent`.',
    fallback: 'info',
  },
} as const satisfies Record<string, Setting>;
