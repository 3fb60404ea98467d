import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { exchange, type ExchangeResponse } from "../zitadel/exchange.js";
import { logIn, requestTokens } from "../zitadel/login.js";
import type { TestZitadel } from "../zitadel/test-zitadel.js";
import type { SignAssertion } from "./assertions.js";
import { compare, isObject } from "./compare.js";
import type { Exchange, Scenario } from "./golden.js";
import { matchesText } from "./match-text.js";
import { createPlaceholders, fill, type Placeholders } from "./placeholders.js";
import { toRequest } from "./to-request.js";

/** The ZITADEL instance that runs the scenarios, and the client assertions for it. */
export interface ScenarioContext {
  zitadel: TestZitadel;
  signAssertion: SignAssertion;
}

export interface StepResult {
  request: string;
  differences: string[];
}

const longerThanAnyToken = 13 * 60 * 60 * 1000;
const tokenSet = z.object({
  access_token: z.string(),
  id_token: z.string(),
  refresh_token: z.string().optional(),
});

export async function runScenario(
  context: ScenarioContext,
  { given, steps }: Scenario,
): Promise<StepResult[]> {
  const { zitadel, signAssertion } = context;
  const subjectName = `subject-${randomBytes(4).toString("hex")}`;
  const loginName = (name: string): string =>
    `${name === "subject" ? subjectName : name}-${zitadel.userNameSuffix}`;
  const subject = given.subject && {
    id: await addSubject(context, subjectName, given.subject),
    name: subjectName,
  };
  for (const [person, metadata] of Object.entries(given.people)) {
    await zitadel.addUser(person, { metadata });
  }
  const placeholders = createPlaceholders(zitadel, { signAssertion, subject });
  for (const [local, { user, app, scope }] of Object.entries(given.tokens)) {
    const login = { loginName: loginName(user), app, scope: fill(scope, placeholders) };
    const issued = tokenSet.parse((await requestTokens(zitadel, login)).body);
    placeholders.locals.set(local, issued.access_token).set(`${local}-id`, issued.id_token);
    if (issued.refresh_token !== undefined) placeholders.locals.set(`${local}-refresh`, issued.refresh_token);
  }
  if (given.tokensExpired) zitadel.emulator.advanceClock(longerThanAnyToken);

  const results: StepResult[] = [];
  for (const step of steps) {
    if ("login" in step) {
      const { user, app, scope } = step.login;
      const { code, verifier } = await logIn(zitadel, { loginName: loginName(user), app, scope });
      placeholders.locals.set("code", code).set("verifier", verifier);
    } else {
      // ZITADEL updates its projections asynchronously; the emulator has no projections.
      if (!zitadel.isEmulated && step.waitMs !== undefined) await sleep(step.waitMs);
      const received = await exchange(zitadel.issuer, toRequest(step.request, placeholders, zitadel));
      const { method, path, json } = step.request;
      results.push({
        request: `${method} ${path} ${json === undefined ? "" : JSON.stringify(json)}`,
        differences: differencesFrom(step, received, placeholders),
      });
    }
  }
  return results;
}

/** Sets one key per call, so that each key has its own date. */
async function addSubject(
  { zitadel }: ScenarioContext,
  name: string,
  { organization, metadata }: NonNullable<Scenario["given"]["subject"]>,
): Promise<string> {
  const id = await zitadel.addUser(name, { organization, givenName: "subject", familyName: "x" });
  for (const [key, text] of Object.entries(metadata)) {
    const value = Buffer.from(text).toString("base64");
    await exchange(zitadel.issuer, {
      method: "POST",
      path: `/v2/users/${id}/metadata`,
      headers: { authorization: `Bearer ${zitadel.directory.personalAccessToken("owner")}` },
      body: JSON.stringify({ metadata: [{ key, value }] }),
    });
  }
  return id;
}

function differencesFrom(
  { response, save }: Exchange,
  received: ExchangeResponse,
  placeholders: Placeholders,
): string[] {
  const saved = Object.entries(save);
  // A local that is saved again must not be compared with its previous value.
  for (const [local] of saved) placeholders.locals.delete(local);
  for (const [local, path] of saved) {
    const value = valueAt(received.body, path.split("."));
    if (typeof value === "string") placeholders.locals.set(local, value);
  }
  const { status, headers, body } = response;
  return [
    ...(received.status === status ? [] : [`expected status ${status}, received ${received.status}`]),
    ...Object.entries(headers).flatMap(([name, expected]) =>
      matchesText(expected, received.headers[name], placeholders)
        ? []
        : [`${name}: expected ${expected}, received ${String(received.headers[name])}`],
    ),
    ...compare(body, received.body, placeholders, "body"),
  ];
}

/** `$last` is the last element of a list. */
function valueAt(value: unknown, [first, ...rest]: string[]): unknown {
  if (first === undefined) return value;
  if (Array.isArray(value)) return first === "$last" ? valueAt(value.at(-1), rest) : undefined;
  return isObject(value) ? valueAt(value[first], rest) : undefined;
}
