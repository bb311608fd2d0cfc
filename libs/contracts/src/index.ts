/** Enter by `@certkeep/contracts/grpc` or `@certkeep/contracts/connect`: one contract in two generated forms. */
export {};
