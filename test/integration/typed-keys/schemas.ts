/** The text of METADATA_SCHEMA for these schemas by key. */
export function metadataSchema(
  properties: Readonly<Record<string, unknown>>,
  more: Readonly<Record<string, unknown>> = {},
): string {
  return JSON.stringify({ type: "object", properties, ...more });
}

/** The example of the documentation. */
export const exampleSchema = metadataSchema(
  {
    "preferences.theme": { enum: ["light", "dark"], default: "light", title: "Theme" },
    contract: { type: "string", pattern: "^\\d{5}$", "x-graphql-name": "contractNumber" },
    "billing.seats": { type: "integer", minimum: 0, description: "Seats that are paid for." },
    tags: { type: "array", items: { type: "string" } },
    address: { type: "object", properties: { city: { type: "string" } } },
  },
  { required: ["contract"] },
);
