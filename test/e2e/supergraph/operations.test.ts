import { beforeEach, describe, expect, it } from "vitest";
import { operationFiles } from "../../support/operation-files.js";
import { useTestEnv } from "../../support/test-env.js";

const png = "iVBORw0KGgo=";

interface Usage {
  readonly variables?: Readonly<Record<string, unknown>>;
  /** The expected part of the response data. */
  readonly expected: unknown;
}

/** Operations that need the accounts subgraph of the examples. examples/clients/users.test.ts tests them. */
const needsAccounts = ["users-with-metadata"];

const usages: Readonly<Record<string, (userId: string) => Usage>> = {
  "my-metadata": (id) => ({
    expected: { me: { id, metadata: [{ key: "plan", value: "gold", sizeInBytes: 4 }, { key: "settings" }] } },
  }),
  "my-settings": (id) => ({ expected: { me: { id, metadataEntry: { valueJson: { theme: "dark" } } } } }),
  "user-metadata": (userId) => ({
    variables: { userId },
    expected: {
      user: {
        metadata: [
          { key: "plan", valueBase64: "Z29sZA==", updatedAt: expect.stringMatching(/^\d{4}-.*Z$/) },
          { key: "settings" },
        ],
      },
    },
  }),
  "user-metadata-by-prefix": (userId) => ({
    variables: { userId, prefix: "set" },
    expected: { user: { metadata: [{ key: "settings" }] } },
  }),
  "user-metadata-page": (userId) => ({
    variables: { userId, offset: 1, limit: 1 },
    expected: { user: { metadata: [{ key: "settings" }] } },
  }),
  "user-metadata-map": (userId) => ({
    variables: { userId, keys: ["plan", "absent"] },
    expected: { user: { metadataMap: { plan: "gold" } } },
  }),
  "set-user-metadata": (userId) => ({
    variables: { input: { userId, entries: [{ key: "plan", value: "silver" }] } },
    expected: {
      setUserMetadata: {
        entries: [{ key: "plan", value: "silver" }],
        user: { id: userId, metadata: [{ value: "silver" }, { key: "settings" }] },
        userErrors: [],
      },
    },
  }),
  "set-binary-user-metadata": (userId) => ({
    variables: { userId, key: "avatar", base64: png },
    expected: {
      setUserMetadata: { entries: [{ value: null, valueBase64: png, sizeInBytes: 8 }], userErrors: [] },
    },
  }),
  "update-user-metadata": (userId) => ({
    variables: {
      input: {
        userId,
        set: [{ key: "plan", value: "silver" }],
        merge: [{ key: "settings", patch: { beta: true } }],
        delete: [{ key: "absent" }],
      },
    },
    expected: {
      updateUserMetadata: {
        entries: [
          { key: "plan", value: "silver" },
          { key: "settings", value: '{"theme":"dark","beta":true}' },
        ],
        deletedKeys: [],
        unchangedKeys: ["absent"],
        userErrors: [],
      },
    },
  }),
  "delete-user-metadata": (userId) => ({
    variables: { input: { userId, keys: ["plan", "absent"] } },
    expected: {
      deleteUserMetadata: {
        deletedKeys: ["plan"],
        deletedEntryIds: [expect.stringMatching(/./)],
        userErrors: [],
      },
    },
  }),
};

describe("the example operations", () => {
  const env = useTestEnv();
  let person: { readonly name: string; readonly id: string };
  beforeEach(async () => {
    person = await env.addPerson({ metadata: { plan: "gold", settings: '{"theme":"dark"}' } });
  });

  it("are all tested", () => {
    expect([...Object.keys(usages), ...needsAccounts].sort()).toEqual(operationFiles.map(({ name }) => name));
  });

  it.each(Object.entries(usages))("return the expected data: %s", async (name, use) => {
    const { variables = {}, expected } = use(person.id);
    // Callers that read another user need a role.
    const token = name.startsWith("my-") ? await env.login(person.name) : env.pat("manager");
    const text = operationFiles.find((file) => file.name === name)?.text ?? "";
    const { data, errors } = await env.query(text, { token, variables });
    expect(errors).toEqual([]);
    expect(data).toMatchObject(Object(expected));
  });
});
