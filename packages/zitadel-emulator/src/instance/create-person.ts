import type { Person } from "./instance.js";

type Named = Pick<Person, "givenName" | "familyName" | "email" | "password">;

/** A person with the defaults of ZITADEL. */
export function createPerson(person: Named & Partial<Omit<Person, "kind">>): Person {
  return {
    kind: "person",
    nickName: "",
    displayName: `${person.givenName} ${person.familyName}`,
    preferredLanguage: "und",
    gender: "unspecified",
    isEmailVerified: false,
    phone: "",
    isPhoneVerified: false,
    ...person,
  };
}
