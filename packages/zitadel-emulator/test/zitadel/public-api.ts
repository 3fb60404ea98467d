import { exchange } from "./exchange.js";

export interface PublicCall {
  readonly method?: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly json?: unknown;
  /** The id of the organization to act in, for version 1 APIs. */
  readonly organization?: string;
}

/** ZITADEL responded with an error. The message contains the whole response. */
export class ApiError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Calls ZITADEL's public APIs with a token. Throws an {@link ApiError} for any status other than 2xx. */
export type CallZitadel = (call: PublicCall) => Promise<unknown>;

export function createCallZitadel(issuer: string, token: string): CallZitadel {
  return async ({ method = "POST", path, json = {}, organization }) => {
    const response = await exchange(issuer, {
      method,
      path,
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        ...(organization !== undefined && { "x-zitadel-orgid": organization }),
      },
      ...(method !== "GET" && { body: JSON.stringify(json) }),
    });
    if (response.status < 300) return response.body;
    const message = `${method} ${path}: status ${response.status} ${JSON.stringify(response.body)}`;
    throw new ApiError(response.status, message);
  };
}
