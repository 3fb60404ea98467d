import type { TestZitadel } from "../zitadel/test-zitadel.js";
import type { SignAssertion } from "./assertions.js";

/** Values of the placeholders in recordings. */
export interface Placeholders {
  issuer: string;
  userNameSuffix: string;
  /** Values that earlier steps have saved. */
  locals: Map<string, string>;
  lookUp: (kind: string, name: string) => string | undefined;
}

export function createPlaceholders(
  { issuer, directory, userNameSuffix }: TestZitadel,
  {
    signAssertion,
    subject,
  }: { signAssertion?: SignAssertion; subject?: { id: string; name: string } | undefined } = {},
): Placeholders {
  const locals = new Map<string, string>();
  const kinds: Record<string, (name: string) => string | undefined> = {
    user: (name) => (name === "subject" ? subject?.id : directory.user(name)),
    org: (name) => directory.organization(name),
    project: (name) => directory.project(name),
    app: (name) => directory.app(name),
    token: (name) => directory.personalAccessToken(name),
    secret: (name) => directory.secret(name),
    assertion: (name) => signAssertion?.(name),
    name: () => subject?.name,
  };
  return { issuer, userNameSuffix, locals, lookUp: (kind, name) => kinds[kind]?.(name) };
}

/** Replaces placeholders by their values. Placeholders without a value are not changed. */
export function fill(text: string, { issuer, userNameSuffix, locals, lookUp }: Placeholders): string {
  return text
    .replaceAll("{run}", userNameSuffix)
    .replaceAll("{issuer}", issuer)
    .replace(
      /\{([a-z]+)\.([a-z0-9-]+)\}/g,
      (whole, kind: string, name: string) =>
        (kind === "local" ? locals.get(name) : lookUp(kind, name)) ?? whole,
    );
}

export function fillJson(value: unknown, placeholders: Placeholders): unknown {
  const text = JSON.stringify(value);
  return value === undefined ? undefined : JSON.parse(fill(text, placeholders));
}
