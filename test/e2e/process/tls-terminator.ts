import { connect } from "node:net";
import { createServer } from "node:tls";
import { fileURLToPath } from "node:url";
import { readFileSync } from "node:fs";
import { listen } from "../../support/servers.js";

/** A self-signed certificate for `zitadel.test`, valid until 2124. */
export const certificateFile = fileURLToPath(new URL("tls-terminator.pem", import.meta.url));

/** Starts a server that terminates TLS for `zitadel.test` in front of another server. */
export async function startTlsTerminator(
  target: string,
): Promise<AsyncDisposable & { readonly origin: string }> {
  const { hostname, port: targetPort } = new URL(target);
  const pem = readFileSync(certificateFile);
  const server = createServer({ key: pem, cert: pem }, (socket) => {
    const upstream = connect(Number(targetPort), hostname);
    for (const end of [socket, upstream]) {
      end.on("error", () => end.destroy());
      end.on("close", () => {
        socket.destroy();
        upstream.destroy();
      });
    }
    socket.pipe(upstream).pipe(socket);
  });
  const port = await listen(server, "127.0.0.1");
  return {
    origin: `https://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
      }),
  };
}
