import { isDeepStrictEqual } from "node:util";
import { callerCount, entriesOf, firstOwner, firstWritten, ownerId } from "./people.js";

/** What is asked for, again and again. */
export interface Workload {
  readonly name: string;
  readonly kind: "me" | "entities" | "set" | "users";
  /** Owners in one request. */
  readonly owners: number;
  readonly clients: number;
  /** How many pages of owners there are, so that a cache has them; undefined: no two requests are about the same. */
  readonly pages?: number | undefined;
}

export const workloads: readonly Workload[] = [
  { name: "me", kind: "me", owners: 1, clients: 8 },
  { name: "_entities × 1", kind: "entities", owners: 1, clients: 8 },
  { name: "_entities × 100", kind: "entities", owners: 100, clients: 4 },
  { name: "_entities × 100, one page for all", kind: "entities", owners: 100, clients: 8, pages: 1 },
  { name: "_entities × 1000", kind: "entities", owners: 1000, clients: 1 },
  { name: "set × 1", kind: "set", owners: 1, clients: 8 },
];

/** Through a gateway; one client, for the users that accounts lists are always the same. */
export const gatewayWorkloads: readonly Workload[] = [10, 100, 1000].map((owners) => ({
  name: `users(first: ${owners}) through a gateway`,
  kind: "users",
  owners,
  clients: 1,
  pages: 1,
}));

/** A question, with the answer that is right. */
export interface Question {
  /** The number of the caller who asks. */
  readonly caller: number;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

const entities =
  "query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on User { metadata { key value } } } }";
const set = "mutation ($input: SetUserMetadataInput!) { setUserMetadata(input: $input) { user { id } } }";
const users = "query ($first: Int!) { users(first: $first) { id name metadata { key value } } }";

/** The owners that the request of this number is about: others than those of any other request, unless pages are to come again. */
export function ownersOf(
  { kind, owners, pages = Number.MAX_SAFE_INTEGER }: Workload,
  number: number,
): readonly string[] {
  if (kind === "me") return [ownerId(number % callerCount)];
  // Whom nobody else asks about, for what was set is answered from then on.
  if (kind === "set") return [ownerId(firstWritten + number)];
  const page = number % pages;
  return Array.from({ length: owners }, (_, index) => ownerId(firstOwner + page * owners + index));
}

export function questionOf(workload: Workload, number: number): Question {
  const owners = ownersOf(workload, number);
  switch (workload.kind) {
    case "me":
      return { caller: number % callerCount, query: "{ me { metadata { key value } } }", variables: {} };
    case "users":
      return { caller: 0, query: users, variables: { first: workload.owners } };
    case "set": {
      const entry = { key: writtenKey, value: newPlan };
      return { caller: 0, query: set, variables: { input: { userId: owners[0], entries: [entry] } } };
    }
    case "entities":
      return entitiesQuestion(owners);
  }
}

function entitiesQuestion(owners: readonly string[]): Question {
  const representations = owners.map((id) => ({ __typename: "User", id }));
  return { caller: 0, query: entities, variables: { representations } };
}

/** Asks whether what the request of this number set is there, with the right answer. */
export function lookAfterSet(workload: Workload, number: number): readonly [Question, unknown] {
  const owners = ownersOf(workload, number);
  const entriesAfter = owners
    .flatMap(entriesOf)
    .map(({ key, value }) => ({ key, value: key === writtenKey ? newPlan : value }));
  return [entitiesQuestion(owners), { _entities: [{ metadata: entriesAfter }] }];
}

/** What "set" sets. */
export const writtenKey = "plan";
export const newPlan = "gold, since the bench";

/** Some leave values as ZITADEL sends them. */
export type Encoding = "text" | "base64";

/** What is to come back as `data`. */
export function answerTo(workload: Workload, number: number, encoding: Encoding): unknown {
  const owners = ownersOf(workload, number);
  const metadata = (owner: string): unknown =>
    entriesOf(owner).map(({ key, value }) => ({
      key,
      value: encoding === "text" ? value : Buffer.from(value).toString("base64"),
    }));
  switch (workload.kind) {
    case "me":
      return { me: { metadata: owners.map(metadata)[0] } };
    case "users":
      return { users: owners.map((id) => ({ id, name: nameOf(id), metadata: metadata(id) })) };
    case "set":
      return { setUserMetadata: { user: { id: owners[0] } } };
    case "entities":
      return { _entities: owners.map((owner) => ({ metadata: metadata(owner) })) };
  }
}

/** What accounts calls a user. */
export function nameOf(id: string): string {
  return `the name of ${id}`;
}

/** Throws, with the beginning of what came, when an answer is not the right one. */
export function requireRight(contender: string, workload: Workload, text: string, expected: unknown): void {
  const answer: unknown = JSON.parse(text);
  if (isDeepStrictEqual(answer, { data: expected })) return;
  throw new Error(`${contender} answers ${workload.name} wrong: ${text.slice(0, 400)}`);
}
