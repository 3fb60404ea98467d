import { once } from "node:events";
import { connect } from "node:net";
import { type GraphqlResponse, readGraphqlResponse } from "./graphql-response.js";

/** Sends an operation to this GraphQL endpoint. */
export async function post(
  url: string,
  token: string,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<GraphqlResponse> {
  return readGraphqlResponse(
    await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body: JSON.stringify({ query, variables }),
    }),
  );
}

/** Requests a health endpoint of the subgraph with this GraphQL endpoint. */
export async function probe(
  url: string,
  path: "/livez" | "/readyz",
): Promise<{ readonly status: number; readonly body: unknown }> {
  const response = await fetch(new URL(path, url));
  return { status: response.status, body: await response.json() };
}

/** Whether no server listens on the host and port of this URL. */
export async function isConnectionRefused(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  try {
    await once(socket, "connect");
    return false;
  } catch {
    return true;
  } finally {
    socket.destroy();
  }
}
