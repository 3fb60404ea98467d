import * as z from "zod";

const ownFields = new Set(["metadata", "metadataEntry", "metadataMap", "metadataDefinitions"]);

/** The name of a field of users that this subgraph does not have yet. */
export const attributesFieldSchema: z.ZodType<string, string> = z
  .string()
  .regex(/^(?!__)[A-Za-z_]\w*$/, { error: "a field name, such as metadataAttributes", abort: true })
  .refine((name) => !ownFields.has(name), {
    error: `a name other than ${[...ownFields].join(", ")}, which this subgraph adds`,
  });
