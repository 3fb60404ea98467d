import { json, type Response } from "../http/message.js";

/** An error response of RFC 6749. */
export class OAuthError extends Error {
  readonly error: string;
  readonly description: string | undefined;
  readonly status: number;

  constructor(error: string, description?: string, status = 400) {
    super(description ?? error);
    this.error = error;
    this.description = description;
    this.status = status;
  }
}

const headers = { "cache-control": "no-store" };

export function oauthResponse(status: number, body: unknown): Response {
  return json(status, body, headers);
}

export async function withOAuthErrors(respond: () => Response | Promise<Response>): Promise<Response> {
  try {
    return await respond();
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    return oauthResponse(error.status, { error: error.error, error_description: error.description });
  }
}
