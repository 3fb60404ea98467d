import type { Emulator } from "../../src/emulator.js";

export async function userinfo({ issuer }: Emulator, token: string): Promise<unknown> {
  const headers = { authorization: `Bearer ${token}` };
  return (await fetch(`${issuer}/oidc/v1/userinfo`, { headers })).json();
}

export async function introspection({ directory, issuer }: Emulator, token: string): Promise<unknown> {
  const client = btoa(`${directory.app("api-basic")}:${directory.secret("api-basic")}`);
  const body = new URLSearchParams({ token });
  const headers = { authorization: `Basic ${client}` };
  return (await fetch(`${issuer}/oauth/v2/introspect`, { method: "POST", headers, body })).json();
}
