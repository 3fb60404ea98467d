import { once } from "node:events";
import { connect } from "node:net";
import { type GraphqlResponse, readGraphqlResponse } from "../../support/query.js";

/** Sends these bytes unchanged to the host and port of the address, and reads a GraphQL response. */
export async function sendRaw(address: string, request: string): Promise<GraphqlResponse> {
  return readGraphqlResponse(await fetchRaw(address, request));
}

/**
 * Sends these bytes unchanged to the host and port of the address. Reads the response until the connection is
 * closed.
 */
export async function fetchRaw(address: string, request: string): Promise<Response> {
  const { hostname, port } = new URL(address);
  const socket = connect(Number(port), hostname);
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  socket.write(request);
  await once(socket, "close");
  const [head = "", body] = Buffer.concat(chunks).toString("utf8").split("\r\n\r\n");
  const [statusLine = "", ...lines] = head.split("\r\n");
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
  // A response without content has no body, not an empty one.
  return new Response(body === "" ? null : body, { status: Number(statusLine.split(" ")[1]), headers });
}
