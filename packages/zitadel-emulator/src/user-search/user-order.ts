import type { User, UserState } from "../instance/instance.js";
import { ofPerson } from "./field-queries.js";

type Order = (a: User, b: User) => number;

// In the order of ZITADEL's enumeration. Ids increase with the creation date, which is the default order.
const orders: readonly (readonly [name: string, order: Order])[] = [
  ["UNSPECIFIED", byDate],
  ["USER_NAME", byText((user) => user.userName)],
  ["FIRST_NAME", byText(ofPerson("givenName"))],
  ["LAST_NAME", byText(ofPerson("familyName"))],
  ["NICK_NAME", byText(ofPerson("nickName"))],
  ["DISPLAY_NAME", byText(ofPerson("displayName"))],
  ["EMAIL", byText(ofPerson("email"))],
  ["STATE", (a, b) => states[a.state] - states[b.state] || byDate(a, b)],
  ["TYPE", (a, b) => Number(isService(a)) - Number(isService(b)) || byDate(a, b)],
  ["CREATION_DATE", byDate],
];
const states = { active: 1, inactive: 2, removed: 3, locked: 4 } satisfies Record<UserState, number>;

export const sortingColumns = orders.map(([name]) => `USER_FIELD_NAME_${name}`);

/** The ascending order for a sorting column. */
export function userOrder(column: number): Order {
  return orders[column]?.[1] ?? byDate;
}

function byDate(a: User, b: User): number {
  return a.created - b.created;
}

/** Case-insensitive. Users without the field are last, like NULL in PostgreSQL. */
function byText(textOf: (user: User) => string | undefined): Order {
  return (a, b) => {
    const [first, second] = [textOf(a)?.toLowerCase(), textOf(b)?.toLowerCase()];
    if (first === second) return byDate(a, b);
    if (first === undefined || second === undefined) return first === undefined ? 1 : -1;
    return first < second ? -1 : 1;
  };
}

function isService({ profile }: User): boolean {
  return profile.kind === "service";
}
