import { Failure } from "../lib/failure.js";

/** A request that is rejected before GraphQL execution. Fastify responds with `statusCode`. */
export class RequestError extends Failure {
  readonly statusCode: 400 | 406 | 415;

  constructor(statusCode: 400 | 406 | 415, message: string) {
    super("BAD_USER_INPUT", message);
    this.statusCode = statusCode;
  }
}
