import type { GuardedWriteResult } from "../../access/guarded-write-result.js";
import type { UpdateStep } from "../../metadata/update/update.js";
import type { TypedKey } from "../../typed-keys/typed-key.js";
import type { MutationResolvers, UserMetadataUserError } from "../generated/types.js";
import { attemptWrite } from "../resolvers/attempt-write.js";
import { type ParsedAttributes, parseAttributes } from "./parse-attributes.js";

/** The mutation that writes typed keys by field. */
export function createSetAttributes(
  typedKeys: readonly TypedKey[],
): NonNullable<MutationResolvers["setUserMetadataAttributes"]> {
  const byField = new Map(typedKeys.map((typedKey) => [typedKey.field, typedKey]));
  const byKey = new Map(typedKeys.map((typedKey) => [typedKey.key, typedKey]));

  /** Replaces the path into lists of entries, keys or steps by one into `attributes`. */
  function toAttributePath(error: UserMetadataUserError): UserMetadataUserError {
    const { field, key } = error;
    const typedKey = key === null || key === undefined ? undefined : byKey.get(key);
    if (typedKey === undefined || field?.[0] === "attributes") return error;
    // `["entries", "0", "value", …]`: the rest leads into the value.
    return { ...error, field: ["attributes", typedKey.field, ...(field ?? []).slice(3)] };
  }

  return async (_, { input: { userId, attributes } }, context) => {
    const { source, maxEntries } = context;
    const fields: Readonly<Record<string, unknown>> = attributes;
    const keys = Object.keys(fields).flatMap((field) => byField.get(field)?.key ?? []);
    const { userErrors } = await attemptWrite(
      context,
      { action: actionOf(Object.values(fields)), userId, keys },
      {
        parse: () => parseAttributes(fields, byField, maxEntries),
        async write(parsed, ...rest) {
          const { entries, keysToDelete } = parsed;
          if (keysToDelete.length === 0) return withoutResults(await source.set(userId, entries, ...rest));
          if (entries.length === 0) return withoutResults(await source.remove(userId, keysToDelete, ...rest));
          const update = { steps: stepsOf(parsed), dryRun: false };
          return withoutResults(await source.update(userId, update, ...rest));
        },
      },
    );
    return {
      user: userErrors.length > 0 ? null : { id: userId },
      userErrors: userErrors.map(toAttributePath),
    };
  };
}

function actionOf(values: readonly unknown[]): "set" | "delete" | "update" {
  const deletions = values.filter((value) => value === null).length;
  if (deletions === 0) return "set";
  return deletions === values.length ? "delete" : "update";
}

function stepsOf({ entries, keysToDelete }: ParsedAttributes): readonly UpdateStep[] {
  const unconditional = { ifDigest: undefined, path: ["steps", "0"] };
  return [
    ...entries.map((entry) => ({ kind: "set", ...entry, ...unconditional }) as const),
    ...keysToDelete.map((key) => ({ kind: "delete", key, ...unconditional }) as const),
  ];
}

function withoutResults(result: GuardedWriteResult<unknown>): GuardedWriteResult<never> {
  return result.kind === "success" ? { ...result, visible: [] } : result;
}
