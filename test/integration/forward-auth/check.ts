import type { TestEnv } from "../../support/test-env.js";

/** The response of forward auth, with the headers that describe the caller by lower-case name. */
export interface CheckResult {
  readonly status: number;
  readonly headers: Headers;
  readonly caller: Readonly<Record<string, string>>;
}

interface CheckOptions {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Requests `/forward-auth` as a reverse proxy does. */
export async function check(
  { url }: Pick<TestEnv, "url">,
  token?: string,
  { path = "/forward-auth", method = "GET", headers = {} }: CheckOptions = {},
): Promise<CheckResult> {
  return toResult(
    await fetch(new URL(path, url), {
      headers: { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...headers },
      method,
    }),
  );
}

export function toResult(response: Response): CheckResult {
  return {
    status: response.status,
    headers: response.headers,
    caller: Object.fromEntries(
      [...response.headers].filter(([name]) => name === "x-user-id" || name.startsWith("x-user-metadata-")),
    ),
  };
}
