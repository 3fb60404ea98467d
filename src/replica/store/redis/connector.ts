import type { Socket } from "node:net";
import { AbstractConnector } from "ioredis";

/**
 * Opens connections for ioredis and handles all of their errors. ioredis itself handles only the first error
 * of a connection. A rejected TLS handshake can emit a second one, which would crash the process.
 */
export function createConnector(open: () => Socket, closeMs: number): new () => AbstractConnector {
  return class extends AbstractConnector {
    constructor() {
      super(closeMs);
    }

    override connect(): Promise<Socket> {
      this.connecting = true;
      const stream = open();
      stream.on("error", (error) => {
        this.firstError = error;
      });
      this.stream = stream;
      return Promise.resolve(stream);
    }
  };
}
