import type { Socket } from "node:net";
import { AbstractConnector } from "ioredis";

/**
 * Opens connections for ioredis, and hears all of their errors. Of its own ioredis hears the first one; TLS that was refused may have a second one to
 * tell, which would end the process.
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
