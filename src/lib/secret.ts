import { hash } from "node:crypto";
import { inspect } from "node:util";

/** A string that is hidden in logs, JSON, template literals and `util.inspect` output. */
export class Secret {
  readonly #value: string;
  #hash: string | undefined;

  constructor(value: string) {
    this.#value = value;
  }

  /** Returns the string. Only for the code that sends it. */
  reveal(): string {
    return this.#value;
  }

  /** SHA-256 in base64. Caches use it as the key in place of an access token. */
  hash(): string {
    return (this.#hash ??= hash("sha256", this.#value, "base64"));
  }

  toString(): string {
    return "[secret]";
  }

  toJSON(): string {
    return "[secret]";
  }

  [inspect.custom](): string {
    return "[secret]";
  }
}
