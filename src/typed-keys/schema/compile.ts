import { Ajv2020 } from "ajv/dist/2020.js";
import { canonicalJson } from "../canonical-json.js";
import type { TypedKey } from "../typed-key.js";
import { explain } from "./explain.js";
import { formats } from "./formats.js";
import { keyKeywords, type SchemaObject } from "./keywords.js";
import { compileLinear } from "./linear-regexp.js";

/** Compiles the schema of a key; throws an Error if it is not valid. Ajv generates code from it, never from values. */
export type SchemaCompiler = (schema: SchemaObject) => TypedKey["findProblem"];

export function createSchemaCompiler(): SchemaCompiler {
  const ajv = new Ajv2020({
    formats,
    code: { regExp: Object.assign(compileLinear, { code: "compileLinear" }) },
    // `constructor` and `toString` are properties of values only if they contain them.
    ownProperties: true,
    allowUnionTypes: true,
    strict: true,
    strictTypes: false,
    strictTuples: false,
    // The compiler checks the types of all keywords. To compile the meta-schema would take half a second.
    meta: false,
    validateSchema: false,
    addUsedSchema: false,
    logger: false,
  });
  for (const keyword of keyKeywords) ajv.addKeyword(keyword);
  // Ajv compares each pair of items.
  ajv.removeKeyword("uniqueItems");
  ajv.addKeyword({
    keyword: "uniqueItems",
    type: "array",
    schemaType: "boolean",
    validate: (isUnique: boolean, items: readonly unknown[]) =>
      !isUnique || new Set(items.map(canonicalJson)).size === items.length,
  });

  return (schema) => {
    const validate = ajv.compile(schema);
    return (value) => {
      if (validate(value)) return undefined;
      // The last error is about the outermost schema: those before it are about the branches of `anyOf`.
      const error = validate.errors?.at(-1);
      if (error === undefined) throw new TypeError("the validator reported no error");
      return explain(error);
    };
  };
}
