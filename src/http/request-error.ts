/** A request that is rejected before GraphQL execution. Fastify responds with `statusCode`. */
export class RequestError extends Error {
  readonly statusCode: 400 | 406 | 415;

  constructor(statusCode: 400 | 406 | 415, message: string) {
    super(message);
    this.statusCode = statusCode;
  }
}
